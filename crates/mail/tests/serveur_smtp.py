"""Serveur SMTP d'essai : aiosmtpd pour ce qui se conduit bien, un dialogue brut pour
ce qui se conduit mal. Lancé par tests/commun/mod.rs.

    serveur_smtp.py '{"mode": "sage", ...}'
    serveur_smtp.py '{"mode": "brut", ...}'

Chaque événement est une ligne JSON sur la sortie standard : pret, connexion,
commande (mode brut), authentification, message, deconnexion, regle. S'arrête quand
son entrée standard se ferme, donc quand l'essai finit, même mal ; une ligne qui y
vient avant, en mode sage, remplace ce qu'il refuse : {"refuser": {...}}. Il répond
alors regle, et se conduit ainsi dès ce moment.

Mode sage :
    differer      nombre de RCPT à remettre d'abord à plus tard (451)
    refuser       {adresse: réponse à RCPT}
    auth          [nom, mot de passe] exigés
    tls           {certificat, cle, implicite, injecter, apres_tls}
    lenteur       secondes avant chaque réponse à RCPT et DATA

Mode brut :
    reponses      {verbe: [réponse, ...]} ; la dernière de la liste se répète.
                  Verbes : ACCUEIL, EHLO, MAIL, RCPT, DATA, CORPS, RSET, QUIT…
                  Réponse : du texte (écrit en Latin-1), null pour se taire, ou
                  {"dire": texte ou null, "fermer": true, "sans_fin": true} : sans
                  fin, le texte est répété sans saut de ligne.
"""

import asyncio
import email
import email.header
import email.policy
import email.utils
import hashlib
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

# Ses mises en garde sur les réglages voulus ici.
warnings.simplefilter("ignore")
logging.getLogger("mail.log").setLevel(logging.ERROR)


def dire(evenement, **donnees):
    print(json.dumps({"evenement": evenement, **donnees}), flush=True)


def destinataires(octets):
    """[nom, adresse] de chaque destinataire, par le décodeur le plus ancien : le
    récent, jusqu'à Python 3.12, laisse une espace entre deux mots codés."""
    brut = email.message_from_bytes(octets, policy=email.policy.compat32)
    return [
        [str(email.header.make_header(email.header.decode_header(nom))), adresse]
        for nom, adresse in email.utils.getaddresses(brut.get_all("To", []))
    ]


def decrire(octets):
    """Le courriel tel que le comprend le paquet email de Python."""
    m = email.message_from_bytes(octets, policy=email.policy.default)
    parties = []
    for p in m.walk():
        if p.is_multipart():
            continue
        contenu = p.get_payload(decode=True)
        parties.append({
            "genre": p.get_content_type(),
            "nom": p.get_filename(),
            "sha256": hashlib.sha256(contenu).hexdigest(),
            "texte": p.get_content() if p.get_content_maintype() == "text" else None,
        })
    return {
        "entetes": {nom.lower(): str(valeur) for nom, valeur in m.items()},
        "nombre_entetes": len(m.items()),
        "a": destinataires(octets),
        "genre": m.get_content_type(),
        "parties": parties,
        "defauts": [type(d).__name__ for p in m.walk() for d in p.defects],
    }


class Registre:
    """Numérote les connexions et les annonce, une fois chacune."""

    def __init__(self):
        self.nombre = 0

    def ouvrir(self):
        self.nombre += 1
        dire("connexion", numero=self.nombre)
        return self.nombre


def contexte(tls):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(tls["certificat"], tls["cle"])
    return c


async def sage(options):
    registre = Registre()
    reste_a_differer = options.get("differer", 0)
    refus = options["refuser"]
    lenteur = options.get("lenteur", 0)
    tls = options.get("tls")
    auth = options.get("auth")

    class Conduite:
        async def handle_RCPT(self, serveur, session, enveloppe, adresse, _options):
            nonlocal reste_a_differer
            await asyncio.sleep(lenteur)
            if reste_a_differer > 0:
                reste_a_differer -= 1
                return "451 4.7.1 Revenez plus tard"
            if adresse in refus:
                return refus[adresse]
            enveloppe.rcpt_tos.append(adresse)
            return "250 2.1.5 OK"

        async def handle_DATA(self, serveur, session, enveloppe):
            await asyncio.sleep(lenteur)
            dire(
                "message",
                connexion=serveur.numero,
                de=enveloppe.mail_from,
                vers=enveloppe.rcpt_tos,
                chiffre=session.ssl is not None or serveur.implicite,
                identifie=bool(session.authenticated),
                taille=len(enveloppe.content),
                sha256=hashlib.sha256(enveloppe.content).hexdigest(),
                lu=decrire(enveloppe.content),
            )
            return "250 2.0.0 Pris en charge sous le numéro 12"

    class Serveur(SMTP):
        numero = None
        implicite = bool(tls and tls.get("implicite"))

        def connection_made(self, transport):
            if self.numero is None:
                self.numero = registre.ouvrir()
            super().connection_made(transport)

        def connection_lost(self, erreur):
            dire("deconnexion", numero=self.numero)
            super().connection_lost(erreur)

        async def smtp_EHLO(self, hote):
            dire("commande", numero=self.numero, ligne=f"EHLO {hote}")
            await super().smtp_EHLO(hote)

        async def smtp_NOOP(self, argument):
            dire("commande", numero=self.numero, ligne="NOOP")
            await super().smtp_NOOP(argument)

        async def smtp_RSET(self, argument):
            dire("commande", numero=self.numero, ligne="RSET")
            await super().smtp_RSET(argument)

        async def push(self, reponse):
            # Ce qu'un intrus sur le réseau ajouterait, en clair, à la réponse à
            # STARTTLS.
            if tls and tls.get("injecter") and str(reponse).startswith("220 Ready"):
                reponse = f"{reponse}\r\n{tls['injecter']}"
            await super().push(reponse)

    def authentifier(serveur, session, enveloppe, mecanisme, donnees):
        bon = isinstance(donnees, LoginPassword) and [
            donnees.login.decode(), donnees.password.decode()
        ] == auth
        dire("authentification", mecanisme=mecanisme, bonne=bon)
        return AuthResult(success=bon, handled=bon)

    def nouveau():
        return Serveur(
            Conduite(),
            hostname="essai",
            authenticator=authentifier if auth else None,
            auth_required=bool(auth),
            auth_require_tls=False,
            # Sans quoi il ne sait écrire que de l'ASCII dans ses réponses.
            enable_SMTPUTF8=True,
            tls_context=contexte(tls) if tls and not tls.get("implicite") else None,
        )

    return await asyncio.get_running_loop().create_server(
        nouveau,
        "127.0.0.1",
        0,
        ssl=contexte(tls) if tls and tls.get("implicite") else None,
    )


async def brut(options):
    registre = Registre()
    prevues = {verbe: list(liste) for verbe, liste in options["reponses"].items()}
    usuelles = {
        "ACCUEIL": "220 essai",
        "EHLO": "250 essai",
        "MAIL": "250 ok",
        "RCPT": "250 ok",
        "DATA": "354 va",
        "CORPS": "250 pris",
        "RSET": "250 ok",
        "QUIT": {"dire": "221 au revoir", "fermer": True},
    }

    def reponse(verbe):
        liste = prevues.get(verbe)
        if not liste:
            return usuelles.get(verbe, "502 inconnu")
        return liste.pop(0) if len(liste) > 1 else liste[0]

    async def servir(lecture, ecriture):
        numero = registre.ouvrir()

        async def repondre(verbe):
            """Vrai si le dialogue continue."""
            r = reponse(verbe)
            r = r if isinstance(r, dict) else {"dire": r, "fermer": False}
            if r["dire"] is None and not r.get("fermer"):
                dire("silence", numero=numero, verbe=verbe)
                await lecture.read()  # jusqu'à ce que l'autre raccroche
                return False
            while r.get("sans_fin"):
                ecriture.write(r["dire"].encode("latin-1"))
                await ecriture.drain()
            if r["dire"] is not None:
                ecriture.write(r["dire"].encode("latin-1") + b"\r\n")
                await ecriture.drain()
            return not r.get("fermer")

        try:
            suite = await repondre("ACCUEIL")
            while suite:
                ligne = await lecture.readline()
                if not ligne:
                    break
                texte = ligne.decode("latin-1").strip()
                verbe = texte.split(" ")[0].upper()
                dire("commande", numero=numero, ligne=texte)
                suite = await repondre(verbe)
                if suite and verbe == "DATA":
                    corps = []
                    while (ligne := await lecture.readline()) not in (b".\r\n", b""):
                        corps.append(ligne[1:] if ligne.startswith(b".") else ligne)
                    if not ligne:
                        break
                    octets = b"".join(corps)
                    dire(
                        "message",
                        connexion=numero,
                        taille=len(octets),
                        sha256=hashlib.sha256(octets).hexdigest(),
                    )
                    suite = await repondre("CORPS")
        except ConnectionError:
            pass
        finally:
            ecriture.close()
            dire("deconnexion", numero=numero)

    return await asyncio.start_server(servir, "127.0.0.1", 0)


async def principal():
    options = json.loads(sys.argv[1])
    refus = options.setdefault("refuser", {})
    serveur = await (brut(options) if options["mode"] == "brut" else sage(options))
    dire("pret", port=serveur.sockets[0].getsockname()[1])
    # Jusqu'à la fermeture de l'entrée standard.
    boucle = asyncio.get_running_loop()
    while ligne := await boucle.run_in_executor(None, sys.stdin.buffer.readline):
        refus.clear()
        refus.update(json.loads(ligne)["refuser"])
        dire("regle")
    # Sans attendre les connexions qui restent : le processus finit avec elles.
    sys.stdout.flush()


asyncio.run(principal())
