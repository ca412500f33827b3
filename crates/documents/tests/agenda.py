"""Reads calendar files as a calendar program does.

Standard input: a JSON list of files, each a string. Standard output: a JSON list of
what icalendar understood of each. Times are told twice: `debut` and `fin` in the zone
known by its name, `debut_vtimezone` and `fin_vtimezone` in the zone as the file itself
describes it, which is all that some programs go by. With `--zones`, `ecarts` lists the
local times at which the two differ, within the years of the events.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.tz import datetime_exists
from icalendar import Calendar


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def ecarts(nom, decrite, annees):
    """Local times told differently: every six hours, and each quarter of an hour of
    the days around a change. Times that no clock shows are left out."""
    connue = ZoneInfo(nom)
    trouves = []
    for annee in annees:
        jour = datetime(annee, 1, 1)
        while jour.year == annee:
            autour = [jour + timedelta(days=d) for d in (-1, 0, 1, 2)]
            change = len({d.replace(tzinfo=connue).utcoffset() for d in autour}) > 1
            pas = timedelta(minutes=15 if change else 360)
            heure = jour
            while heure < jour + timedelta(days=1):
                if datetime_exists(heure, connue):
                    vus = [heure.replace(tzinfo=z).utcoffset() for z in (connue, decrite)]
                    if vus[0] != vus[1]:
                        trouves.append(f"{heure} {vus[0]} {vus[1]}")
                heure += pas
            jour += timedelta(days=1)
    return trouves


def lire(texte, zones_aussi):
    agenda = Calendar.from_ical(texte)
    decrites = {
        str(z["TZID"]): z.to_tz(lookup_tzid=False) for z in agenda.walk("VTIMEZONE")
    }
    evenements = []
    annees = set()
    for e in agenda.walk("VEVENT"):
        evenement = {
            "proprietes": sorted(e.keys()),
            "uid": str(e["UID"]),
            "sequence": int(e["SEQUENCE"]),
            "statut": str(e["STATUS"]),
            "transparence": str(e["TRANSP"]),
            "titre": str(e["SUMMARY"]),
            "lieu": str(e.get("LOCATION", "")),
            "description": str(e.get("DESCRIPTION", "")),
            "page": str(e.get("URL", "")),
            "fait_le": utc(e["DTSTAMP"].dt),
        }
        for propriete, nom in (("DTSTART", "debut"), ("DTEND", "fin")):
            moment = e[propriete].dt
            zone = e[propriete].params["TZID"]
            evenement[nom] = utc(moment)
            evenement[nom + "_vtimezone"] = utc(moment.replace(tzinfo=decrites[zone]))
            evenement["zone"] = zone
            annees.add(moment.year)
        evenements.append(evenement)
    return {
        "methode": str(agenda["METHOD"]),
        "composants": [c.name for c in agenda.walk()],
        "erreurs": [str(e) for c in agenda.walk() for e in c.errors],
        "evenements": evenements,
        "ecarts": [
            ecart
            for nom, zone in decrites.items()
            for ecart in (ecarts(nom, zone, sorted(annees)) if zones_aussi else [])
        ],
    }


if __name__ == "__main__":
    # UTF-8 whatever the machine's language.
    fichiers = json.loads(sys.stdin.buffer.read())
    json.dump([lire(f, "--zones" in sys.argv) for f in fichiers], sys.stdout)
