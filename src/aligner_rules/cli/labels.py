"""The words of the command line around those of decisions, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "case": "Case",
        "plan": "Plan",
        "approved": "{plan}, approved on {day}",
        "no-plan": "not approved yet",
        "order": "Order",
        "asked": "Asked on",
        "edition": "Edition",
        "no-edition": "none governs this case",
        "overlays": "{edition}, with {overlays}",
        "upper": "upper",
        "lower": "lower",
        "nothing": "no step",
        "upgrade": "upgrade to {plan}",
        "opens": "Allowed from {day}, if nothing else changes.",
        "never-opens": "No later day is known on which it would be allowed.",
        "compared": "actual: {actual}; required: {required}",
        "consequences": "Once placed, the order brings about",
        "price": "Price",
        "total": "Total",
        "missing": "missing: {names}",
        "as-stated": "Examples that came out as stated: {count} of {whole}.",
    },
    "fr": {
        "case": "Cas",
        "plan": "Plan",
        "approved": "{plan}, approuvé le {day}",
        "no-plan": "pas encore approuvé",
        "order": "Commande",
        "asked": "Demandé le",
        "edition": "Édition",
        "no-edition": "aucune ne régit ce cas",
        "overlays": "{edition}, avec {overlays}",
        "upper": "haut",
        "lower": "bas",
        "nothing": "aucune étape",
        "upgrade": "passage à {plan}",
        "opens": "Autorisé à partir du {day}, si rien d'autre ne change.",
        "never-opens": "Aucun jour ultérieur connu où ce serait autorisé.",
        "compared": "constaté : {actual} ; requis : {required}",
        "consequences": "Une fois passée, la commande entraîne",
        "price": "Prix",
        "total": "Total",
        "missing": "il manque : {names}",
        "as-stated": "Exemples conformes à ce qui est attendu : {count} sur {whole}.",
    },
}
