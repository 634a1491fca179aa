"""The closed lists of who a person is: each list's codes, as a type, and its words, under its name in snake case."""

from collections.abc import Mapping
from typing import Literal

Sex = Literal["K", "M", "U"]
NumberType = Literal["personnummer", "samordningsnummer", "reservnummer"]
HouseholdType = Literal["1", "3", "4", "5", "6", "7", "8", "9"]
AreaClass = Literal["1", "2", "3", "4", "5"]
Education = Literal["none", "compulsory", "upper_secondary", "post_secondary", "unknown"]
Ability = Literal["none", "reduced", "full"]
Obstacle = Literal[
    "unemployed_no_benefit",
    "unemployed_insufficient",
    "unemployed_waiting",
    "establishment_insufficient",
    "establishment_waiting",
    "establishment_low_capacity",
    "sick_certified_no_benefit",
    "sick_certified_insufficient",
    "sick_certified_waiting",
    "sickness_compensation_insufficient",
    "sickness_compensation_waiting",
    "pension_insufficient",
    "pension_waiting",
    "social_reasons",
    "youth_in_upper_secondary",
    "lacks_childcare",
    "parental_insufficient",
    "parental_waiting",
    "works_full_time_insufficient",
    "works_full_time_waiting",
    "works_part_time_insufficient",
    "works_part_time_waiting",
    "none",
    "missing",
]
ObstacleGroup = Literal[
    "unemployed",
    "establishment",
    "sick_certified",
    "sickness_compensation",
    "pension",
    "social",
    "parental",
    "works_full_time",
    "works_part_time",
    "none",
    "missing",
]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
ProtectionLevel = Literal["none", "marked", "protected"]
ErasureBasis = Literal["retention", "request", "error"]

LABELS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "sex": {"K": ("Kvinna", "Woman"), "M": ("Man", "Man"), "U": ("Uppgift saknas", "Not stated")},
    "number_type": {
        "personnummer": ("Personnummer", "Personal identity number"),
        "samordningsnummer": ("Samordningsnummer", "Coordination number"),
        "reservnummer": ("Reservnummer", "Reserve number"),
    },
    "household_type": {
        "1": ("Enbart barn", "Children only"),
        "3": ("Ensam man utan barn", "Single man without children"),
        "4": ("Ensam man med barn", "Single man with children"),
        "5": ("Ensam kvinna utan barn", "Single woman without children"),
        "6": ("Ensam kvinna med barn", "Single woman with children"),
        "7": ("Sammanboende utan barn", "Couple without children"),
        "8": ("Sammanboende med barn", "Couple with children"),
        "9": ("Okänd", "Unknown"),
    },
    "area_class": {
        "1": ("Områden med stora socioekonomiska utmaningar", "Areas with major socioeconomic challenges"),
        "2": ("Områden med socioekonomiska utmaningar", "Areas with socioeconomic challenges"),
        "3": ("Socioekonomiskt blandade områden", "Socioeconomically mixed areas"),
        "4": ("Områden med goda socioekonomiska förutsättningar", "Areas with good socioeconomic conditions"),
        "5": (
            "Områden med mycket goda socioekonomiska förutsättningar",
            "Areas with very good socioeconomic conditions",
        ),
    },
    "education": {
        "none": ("Ej fullgjord grundskola", "Compulsory school not completed"),
        "compulsory": ("Grundskola", "Compulsory school"),
        "upper_secondary": ("Gymnasial utbildning", "Upper secondary education"),
        "post_secondary": ("Eftergymnasial utbildning", "Post-secondary education"),
        "unknown": ("Uppgift saknas eller ej validerad", "Unknown or not validated"),
    },
    "ability": {
        "none": ("Ingen arbetsförmåga", "No work ability"),
        "reduced": ("Nedsatt arbetsförmåga", "Reduced work ability"),
        "full": ("Full arbetsförmåga", "Full work ability"),
    },
    "obstacle": {
        "unemployed_no_benefit": ("Arbetslös, ingen ersättning", "Unemployed, no benefit"),
        "unemployed_insufficient": ("Arbetslös, otillräcklig ersättning", "Unemployed, insufficient benefit"),
        "unemployed_waiting": ("Arbetslös, väntar på ersättning", "Unemployed, waiting for benefit"),
        "establishment_insufficient": (
            "Arbetslös, otillräcklig etableringsersättning",
            "Unemployed, insufficient establishment allowance",
        ),
        "establishment_waiting": (
            "Arbetslös, väntar på etableringsersättning",
            "Unemployed, waiting for establishment allowance",
        ),
        "establishment_low_capacity": (
            "Arbetslös, saknar etableringsersättning (prestationsförmåga under 25 %)",
            "Unemployed, no establishment allowance (capacity below 25 %)",
        ),
        "sick_certified_no_benefit": (
            "Sjukskriven med läkarintyg, ingen sjukpenning",
            "Sick with a medical certificate, no sickness benefit",
        ),
        "sick_certified_insufficient": (
            "Sjukskriven med läkarintyg, otillräcklig sjukpenning",
            "Sick with a medical certificate, insufficient sickness benefit",
        ),
        "sick_certified_waiting": (
            "Sjukskriven med läkarintyg, väntar på sjukpenning",
            "Sick with a medical certificate, waiting for sickness benefit",
        ),
        "sickness_compensation_insufficient": (
            "Sjuk- eller aktivitetsersättning, otillräcklig",
            "Sickness or activity compensation, insufficient",
        ),
        "sickness_compensation_waiting": (
            "Sjuk- eller aktivitetsersättning, väntar på",
            "Sickness or activity compensation, waiting for it",
        ),
        "pension_insufficient": (
            "Pension eller äldreförsörjningsstöd, otillräckligt",
            "Pension or support for the elderly, insufficient",
        ),
        "pension_waiting": (
            "Pension eller äldreförsörjningsstöd, väntar på",
            "Pension or support for the elderly, waiting for it",
        ),
        "social_reasons": ("Arbetshinder, sociala skäl", "Hindered from work, social reasons"),
        "youth_in_upper_secondary": (
            "Ensamkommande ungdom 18–20 år, gymnasiestuderande",
            "Unaccompanied youth aged 18–20 in upper secondary school",
        ),
        "lacks_childcare": ("Saknar barnomsorg", "Lacks childcare"),
        "parental_insufficient": (
            "Föräldraledig, otillräcklig föräldrapenning",
            "On parental leave, insufficient parental benefit",
        ),
        "parental_waiting": (
            "Föräldraledig, väntar på föräldrapenning",
            "On parental leave, waiting for parental benefit",
        ),
        "works_full_time_insufficient": (
            "Arbetar heltid, otillräcklig inkomst",
            "Works full time, insufficient income",
        ),
        "works_full_time_waiting": (
            "Arbetar heltid, väntar på inkomst",
            "Works full time, waiting for income",
        ),
        "works_part_time_insufficient": (
            "Arbetar deltid ofrivilligt, otillräcklig inkomst",
            "Works part time involuntarily, insufficient income",
        ),
        "works_part_time_waiting": (
            "Arbetar deltid ofrivilligt, väntar på inkomst",
            "Works part time involuntarily, waiting for income",
        ),
        "none": ("Utan försörjningshinder", "No obstacle to self-support"),
        "missing": ("Uppgift saknas", "Not stated"),
    },
    "obstacle_group": {
        "unemployed": ("Arbetslös", "Unemployed"),
        "establishment": ("Arbetslös med etableringsersättning", "Unemployed with establishment allowance"),
        "sick_certified": ("Sjukskriven med läkarintyg", "Sick with a medical certificate"),
        "sickness_compensation": ("Sjuk- eller aktivitetsersättning", "Sickness or activity compensation"),
        "pension": ("Pension eller äldreförsörjningsstöd", "Pension or support for the elderly"),
        "social": ("Arbetshinder, sociala skäl", "Hindered from work, social reasons"),
        "parental": ("Föräldraledig", "On parental leave"),
        "works_full_time": ("Arbetar heltid", "Works full time"),
        "works_part_time": ("Arbetar deltid ofrivilligt", "Works part time involuntarily"),
        "none": ("Utan försörjningshinder", "No obstacle to self-support"),
        "missing": ("Uppgift saknas", "Not stated"),
    },
    "level": {level: (f"Nivå {level}", f"Level {level}") for level in ("A1", "A2", "B1", "B2", "C1", "C2")},
    "protection_level": {
        "none": ("Inget skydd", "No protection"),
        "marked": ("Sekretessmarkering", "Confidentiality marking"),
        "protected": ("Skyddad folkbokföring", "Protected population registration"),
    },
    "erasure_basis": {
        "retention": ("Gallringsfrist", "End of the retention period"),
        "request": ("Begäran", "Request"),
        "error": ("Felaktigt införd", "Entered in error"),
    },
}
