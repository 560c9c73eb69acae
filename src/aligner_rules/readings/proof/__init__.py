"""The reading as a proof: statements about a policy, shown for every case or broken by one."""
