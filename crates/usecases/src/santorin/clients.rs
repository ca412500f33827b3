//! Clients of the API: created, revoked, listed, by the rectorat's pages and by the command
//! line. A token is 256 bits that nobody can guess, shown once; its digest alone is kept.

use super::appels::verifier_url;
use super::flux::{PREFIXE, empreinte};
use super::{Reglage, academie};
use crate::codes::Cle;
use crate::convocations::cle_valable;
use crate::services::{Services, dans_le_fuseau, erreur_store, tracer};
use chrono::Days;
use domain::{
    AcademieId, Acteur, CLIENTS_MAX, ClientApiId, ClientErreur, ClientListe, CompteId, Erreur,
    EtatClient, Fait, FaitSantorin, LivraisonPerdue, NaiveDate, NouveauClient, PageClients,
    SaisieClient, SantorinErreur, lire_expiration, lire_recouvrement, lire_webhook,
};
use serde_json::json;
use store::{Ecriture, ErreurStore};
use url::Url;

/// The kind of thing in the audit trail.
const OBJET: &str = "client_api";
/// Letters of a token that are kept to recognise it, its prefix included.
const INDICE: usize = PREFIXE.len() + 6;
/// Webhooks given up that the page shows.
const PERDUES_MAX: u32 = 50;
/// Days proposed for a new token: a school year.
const JOURS_PROPOSES: u64 = 365;

/// A client that was just created: what is shown now and never again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cree {
    /// Key.
    pub id: ClientApiId,
    /// What was asked.
    pub client: NouveauClient,
    /// The token.
    pub jeton: String,
    /// The key that signs its webhooks; none without webhook.
    pub secret: Option<String>,
}

/// A token that was just renewed: what is shown now and never again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renouvele {
    /// Name of its client.
    pub nom: String,
    /// The token.
    pub jeton: String,
    /// Its last day, included.
    pub expire: NaiveDate,
    /// Last day of the former one; none: it serves no more.
    pub ancien_jusquau: Option<NaiveDate>,
}

/// What is kept of a token to recognise it.
fn indice(jeton: &str) -> &str {
    jeton.get(..INDICE).unwrap_or_default()
}

fn secret_de_256_bits(services: &Services) -> Result<String, Erreur> {
    Ok(format!(
        "{}{}",
        services.alea.jeton()?,
        services.alea.jeton()?
    ))
}

/// Records a client in a transaction that is not finished.
async fn enregistrer(
    tx: &Ecriture,
    services: &Services,
    academie: AcademieId,
    auteur: Option<CompteId>,
    saisie: &SaisieClient,
) -> Result<Cree, Erreur> {
    let Reglage {
        webhooks_prives, ..
    } = services.reglages.limites.santorin;
    let jour = services.aujourd_hui(academie).await?;
    let client = saisie.lire(jour)?;
    if let Some(url) = &client.webhook {
        verifier_url(url, webhooks_prives).map_err(ClientErreur::Webhook)?;
    }
    let connus = store::clients_api::lister(tx, academie)
        .await
        .map_err(erreur_store)?;
    let en_usage = connus
        .iter()
        .filter(|c| c.revoque_le.is_none() && c.expire >= jour)
        .count();
    if en_usage >= CLIENTS_MAX {
        return Err(ClientErreur::TropDeClients.into());
    }
    let jeton = format!("{PREFIXE}{}", secret_de_256_bits(services)?);
    let secret = client
        .webhook
        .as_ref()
        .map(|_| secret_de_256_bits(services))
        .transpose()?;
    let nouveau = store::clients_api::NouveauClient {
        academie,
        client: &client,
        indice: indice(&jeton),
        empreinte: &empreinte(&jeton),
        secret: secret.as_deref(),
        auteur,
    };
    let id = match store::clients_api::creer(tx, &nouveau, services.maintenant()).await {
        Ok(id) => id,
        Err(ErreurStore::Unicite(_)) => return Err(ClientErreur::NomPris.into()),
        Err(autre) => return Err(erreur_store(autre)),
    };
    Ok(Cree {
        id,
        client,
        jeton,
        secret,
    })
}

fn origine(webhook: &str) -> Option<String> {
    Url::parse(webhook)
        .ok()
        .map(|w| w.origin().ascii_serialization())
}

/// What the trail keeps of a new client; of its webhook the origin alone, for what follows
/// may hold a secret.
fn details(cree: &Cree) -> serde_json::Value {
    let portees: Vec<_> = cree.client.portees.iter().map(|p| p.liste()).collect();
    let webhook = cree.client.webhook.as_deref().and_then(origine);
    json!({
        "nom": cree.client.nom,
        "portees": portees,
        "expire": cree.client.expire,
        "webhook": webhook,
    })
}

/// Traces what was done to a client, in a transaction that is not finished, and tells `acteur`;
/// without one, it was done from the command line.
async fn noter(
    tx: &Ecriture,
    services: &Services,
    acteur: Option<&Acteur>,
    action: &str,
    id: ClientApiId,
    details: &serde_json::Value,
    fait: FaitSantorin,
) -> Result<(), Erreur> {
    let maintenant = services.maintenant();
    let trace = store::piste::Trace {
        moment: maintenant,
        compte: acteur.map(|a| a.compte),
        action: action.to_owned(),
        objet: OBJET.to_owned(),
        objet_id: id.0,
        details: details.to_string(),
    };
    let fait = Fait::Santorin(fait);
    let ecrire = async {
        store::piste::ajouter(tx, &trace).await?;
        if let Some(acteur) = acteur {
            store::messages::ajouter(tx, acteur.compte, maintenant, &fait).await?;
        }
        Ok(())
    };
    ecrire.await.map_err(erreur_store)
}

/// As [`noter`], for a client that was just recorded.
async fn noter_creation(
    tx: &Ecriture,
    services: &Services,
    acteur: Option<&Acteur>,
    cree: &Cree,
) -> Result<(), Erreur> {
    let fait = FaitSantorin::ClientCree {
        nom: cree.client.nom.clone(),
    };
    let (action, details) = ("client_api.creer", details(cree));
    noter(tx, services, acteur, action, cree.id, &details, fait).await
}

/// Creates a client. The same form twice creates one, and shows its token once.
///
/// # Errors
/// [`Erreur::Santorin`] naming what is wrong, [`Erreur::Interdit`].
pub async fn creer(
    services: &Services,
    acteur: &Acteur,
    saisie: &SaisieClient,
    cle: &str,
) -> Result<Cree, Erreur> {
    let academie = academie(acteur.gere_clients_api())?;
    if !cle_valable(cle) {
        return Err(Erreur::RequeteInvalide);
    }
    let deja = || Erreur::Santorin(SantorinErreur::DejaCree);
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    match store::requetes::inscrire(&tx, acteur.compte, cle, "{}", maintenant).await {
        Ok(()) => {}
        Err(ErreurStore::Unicite(_)) => return Err(deja()),
        Err(autre) => return Err(erreur_store(autre)),
    }
    let cree = enregistrer(&tx, services, academie, Some(acteur.compte), saisie).await?;
    noter_creation(&tx, services, Some(acteur), &cree).await?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(cree)
}

fn etat(client: &store::clients_api::Client, jour: NaiveDate) -> EtatClient {
    if client.revoque_le.is_some() {
        EtatClient::Revoque
    } else if client.expire < jour {
        EtatClient::Expire
    } else {
        EtatClient::EnUsage
    }
}

/// What the page shows.
///
/// # Errors
/// [`Erreur::Interdit`].
pub async fn page(services: &Services, acteur: &Acteur) -> Result<PageClients, Erreur> {
    let academie = academie(acteur.gere_clients_api())?;
    let lecture = services.store.lecture();
    let lire = async {
        let fuseau = store::academies::par_id(lecture, academie)
            .await?
            .map(|a| a.fuseau)
            .unwrap_or_default();
        let clients = store::clients_api::lister(lecture, academie).await?;
        let perdues = store::clients_api::perdues(lecture, academie, PERDUES_MAX).await?;
        Ok((fuseau, clients, perdues))
    };
    let (fuseau, clients, perdues) = lire.await.map_err(erreur_store)?;
    let date = |m| {
        dans_le_fuseau(&fuseau, m)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };
    let jour = dans_le_fuseau(&fuseau, services.maintenant()).date();
    Ok(PageClients {
        clients: clients
            .into_iter()
            .map(|c| ClientListe {
                etat: etat(&c, jour),
                vu: c.vu_le.map_or_else(String::new, date),
                cree: if c.auteur.is_empty() {
                    date(c.cree_le)
                } else {
                    format!("{}, {}", date(c.cree_le), c.auteur)
                },
                id: c.id,
                nom: c.nom,
                indice: c.indice,
                portees: c.portees,
                expire: c.expire,
                webhook: c.webhook.unwrap_or_default(),
                ancien_jusquau: c.ancien_jusquau.filter(|j| *j >= jour),
            })
            .collect(),
        perdues: perdues
            .into_iter()
            .map(|p| LivraisonPerdue {
                id: p.id,
                client: p.client,
                date: date(p.change_le),
                essais: p.essais,
                raison: p.raison,
            })
            .collect(),
        expire_proposee: jour.checked_add_days(Days::new(JOURS_PROPOSES)),
    })
}

/// Writes that a client is revoked, in a transaction that is not finished, unless it is already.
/// See [`noter`] for `acteur`.
async fn ecrire_revocation(
    tx: &Ecriture,
    services: &Services,
    acteur: Option<&Acteur>,
    client: &store::clients_api::Client,
) -> Result<(), Erreur> {
    if !store::clients_api::revoquer(tx, client.id, services.maintenant())
        .await
        .map_err(erreur_store)?
    {
        return Ok(());
    }
    let details = json!({ "nom": client.nom });
    let fait = FaitSantorin::ClientRevoque {
        nom: client.nom.clone(),
    };
    let action = "client_api.revoquer";
    noter(tx, services, acteur, action, client.id, &details, fait).await
}

/// Revokes a client of the actor's académie: its token is refused from then on. Once more
/// changes nothing.
///
/// # Errors
/// [`Erreur::Introuvable`], [`Erreur::Interdit`].
pub async fn revoquer(services: &Services, acteur: &Acteur, id: ClientApiId) -> Result<(), Erreur> {
    let academie = academie(acteur.gere_clients_api())?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let client = store::clients_api::par_id(&tx, id)
        .await
        .map_err(erreur_store)?
        .filter(|c| c.academie == academie)
        .ok_or(Erreur::Introuvable)?;
    ecrire_revocation(&tx, services, Some(acteur), &client).await?;
    tx.valider().await.map_err(erreur_store)
}

/// A client of an académie that may be changed.
async fn a_changer(
    tx: &Ecriture,
    academie: AcademieId,
    id: ClientApiId,
) -> Result<store::clients_api::Client, Erreur> {
    store::clients_api::par_id(tx, id)
        .await
        .map_err(erreur_store)?
        .filter(|c| c.academie == academie && c.revoque_le.is_none())
        .ok_or(Erreur::Introuvable)
}

/// What a form that renews a token asks.
#[derive(Clone, Copy, Debug)]
pub struct DemandeRenouvellement<'a> {
    /// First letters of the token that was seen.
    pub vu: &'a str,
    /// Last day of the new one, as it was typed.
    pub expire: &'a str,
    /// Days for which the former one still serves, as they were typed.
    pub recouvrement: &'a str,
    /// Of the form: the same one twice gives the same token twice.
    pub cle: &'a str,
}

/// The token that a form gives a client. Worked out of the service's key and of the key of the
/// form, which is kept nowhere: a second click makes the same one again, whose page takes the
/// place of the first answer, and a copy of the database makes none.
async fn jeton_du_formulaire(
    tx: &Ecriture,
    acteur: &Acteur,
    id: ClientApiId,
    demande: &DemandeRenouvellement<'_>,
) -> Result<String, Erreur> {
    let DemandeRenouvellement {
        vu,
        expire,
        recouvrement,
        cle,
    } = demande;
    let quoi = json!([
        "client_api",
        acteur.compte.0,
        id.0,
        vu,
        expire,
        recouvrement,
        cle
    ]);
    let octets = Cle::lire(tx).await?.deriver(&quoi.to_string())?;
    let secret: String = octets.iter().map(|o| format!("{o:02x}")).collect();
    Ok(format!("{PREFIXE}{secret}"))
}

/// What was answered to this form already, while the token that it gave is the one in use.
async fn deja_renouvele(
    tx: &Ecriture,
    id: ClientApiId,
    jeton: &str,
) -> Result<Option<Renouvele>, Erreur> {
    let connu = store::clients_api::par_empreinte(tx, &empreinte(jeton))
        .await
        .map_err(erreur_store)?
        .filter(|c| {
            // Found by its former token, it has another one now.
            c.id == id && c.revoque_le.is_none() && c.indice == indice(jeton)
        });
    Ok(connu.map(|c| Renouvele {
        nom: c.nom,
        jeton: jeton.to_owned(),
        expire: c.expire,
        ancien_jusquau: c.ancien_jusquau,
    }))
}

/// The last days of a new token and of the one that it replaces, as they were asked.
fn lire_jours(
    client: &store::clients_api::Client,
    jour: NaiveDate,
    expire: &str,
    recouvrement: &str,
) -> Result<(NaiveDate, Option<NaiveDate>), Erreur> {
    let refus = |e| Erreur::Santorin(SantorinErreur::Change(e));
    let expire = lire_expiration(expire, jour).map_err(refus)?;
    let ancien_jusquau = lire_recouvrement(recouvrement, jour, client.expire).map_err(refus)?;
    Ok((expire, ancien_jusquau))
}

/// Writes the token of a client in the place of the one that `vu` begins, in a transaction
/// that is not finished; none when it was renewed meanwhile. See [`noter`] for `acteur`.
async fn ecrire_renouvellement(
    tx: &Ecriture,
    services: &Services,
    acteur: Option<&Acteur>,
    client: &store::clients_api::Client,
    vu: &str,
    jeton: &str,
    (expire, ancien_jusquau): (NaiveDate, Option<NaiveDate>),
) -> Result<Option<Renouvele>, Erreur> {
    let neuf = store::clients_api::Renouvellement {
        vu,
        indice: indice(jeton),
        empreinte: &empreinte(jeton),
        expire,
        ancien_jusquau,
    };
    if !store::clients_api::renouveler(tx, client.id, neuf)
        .await
        .map_err(erreur_store)?
    {
        return Ok(None);
    }
    let nom = client.nom.clone();
    let details = json!({
        "nom": nom,
        "expire": expire,
        "ancien_jusquau": ancien_jusquau,
    });
    let fait = FaitSantorin::JetonRenouvele { nom: nom.clone() };
    let action = "client_api.renouveler";
    noter(tx, services, acteur, action, client.id, &details, fait).await?;
    Ok(Some(Renouvele {
        nom,
        jeton: jeton.to_owned(),
        expire,
        ancien_jusquau,
    }))
}

/// Gives a client another token, without a break: the one that `vu` begins serves for some
/// days more, at most [`domain::RECOUVREMENT_JOURS_MAX`]. One that this one had replaced
/// serves no more. The same form twice, of the same account, renews once and gives the same
/// token: the answer to the first of two clicks is never seen.
///
/// # Errors
/// [`SantorinErreur::Change`] naming what is wrong, [`SantorinErreur::JetonChange`] when it
/// was renewed meanwhile; [`Erreur::Introuvable`] for a client that is revoked or of another
/// académie, [`Erreur::Interdit`].
pub async fn renouveler(
    services: &Services,
    acteur: &Acteur,
    id: ClientApiId,
    demande: DemandeRenouvellement<'_>,
) -> Result<Renouvele, Erreur> {
    let academie = academie(acteur.gere_clients_api())?;
    if !cle_valable(demande.cle) {
        return Err(Erreur::RequeteInvalide);
    }
    let jour = services.aujourd_hui(academie).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let client = a_changer(&tx, academie, id).await?;
    let jeton = jeton_du_formulaire(&tx, acteur, id, &demande).await?;
    if let Some(deja) = deja_renouvele(&tx, id, &jeton).await? {
        return Ok(deja);
    }
    let jours = lire_jours(&client, jour, demande.expire, demande.recouvrement)?;
    let auteur = Some(acteur);
    let Some(neuf) =
        ecrire_renouvellement(&tx, services, auteur, &client, demande.vu, &jeton, jours).await?
    else {
        // Perhaps by the same form, in the same instant.
        return deja_renouvele(&tx, id, &jeton)
            .await?
            .ok_or(Erreur::Santorin(SantorinErreur::JetonChange));
    };
    tx.valider().await.map_err(erreur_store)?;
    Ok(neuf)
}

/// Changes the address that a client is called at when a list changes; empty, it is called no
/// more. Gives the key that signs the calls when it is a new one: shown now and never again.
///
/// # Errors
/// As [`renouveler`].
pub async fn changer_adresse(
    services: &Services,
    acteur: &Acteur,
    id: ClientApiId,
    webhook: &str,
) -> Result<Option<String>, Erreur> {
    let academie = academie(acteur.gere_clients_api())?;
    let refus = |e| Erreur::Santorin(SantorinErreur::Change(e));
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let client = a_changer(&tx, academie, id).await?;
    let webhook = lire_webhook(webhook).map_err(refus)?;
    if let Some(url) = &webhook {
        verifier_url(url, services.reglages.limites.santorin.webhooks_prives)
            .map_err(|e| refus(ClientErreur::Webhook(e)))?;
    }
    if webhook == client.webhook {
        return Ok(None);
    }
    let secret = match (&webhook, &client.webhook) {
        (Some(_), None) => Some(secret_de_256_bits(services)?),
        _ => None,
    };
    let neuf = webhook.as_deref().map(|url| (url, secret.as_deref()));
    if !store::clients_api::changer_webhook(&tx, id, neuf)
        .await
        .map_err(erreur_store)?
    {
        return Err(Erreur::Introuvable);
    }
    let details = json!({
        "nom": client.nom,
        "avant": client.webhook.as_deref().and_then(origine),
        "apres": webhook.as_deref().and_then(origine),
    });
    let fait = FaitSantorin::AdresseChangee {
        nom: client.nom.clone(),
    };
    let (auteur, action) = (Some(acteur), "client_api.adresse");
    noter(&tx, services, auteur, action, id, &details, fait).await?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(secret)
}

/// Has a webhook that was given up tried again at once.
///
/// # Errors
/// [`Erreur::Introuvable`] for one that is not of the actor's académie, or not given up;
/// [`Erreur::Interdit`].
pub async fn renvoyer(services: &Services, acteur: &Acteur, livraison: i64) -> Result<(), Erreur> {
    let academie = academie(acteur.gere_clients_api())?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let client = store::clients_api::renvoyer(&tx, academie, livraison, maintenant)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let ecrire = async {
        let objet = ("client_api_livraison", livraison);
        let details = json!({ "client": client });
        tracer(
            &tx,
            services,
            acteur,
            "client_api.renvoyer",
            objet,
            &details,
        )
        .await?;
        let fait = Fait::Santorin(FaitSantorin::LivraisonRenvoyee { client });
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await
    };
    ecrire.await.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

// -------------------------------------------------------- the command line

/// As [`creer`], from the command line, in the académie of a code or the only one; the token
/// lasts `jours` days.
///
/// # Errors
/// [`Erreur::Compte`] about the académie, or as [`creer`].
pub async fn creer_par_commande(
    services: &Services,
    code: Option<&str>,
    saisie: SaisieClient,
    jours: u32,
) -> Result<Cree, Erreur> {
    let academie = crate::comptes::academie(services, code).await?;
    let expire = services
        .aujourd_hui(academie.id)
        .await?
        .checked_add_days(Days::new(u64::from(jours)))
        .ok_or(ClientErreur::ExpirationTropLoin)?;
    let saisie = SaisieClient {
        expire: expire.to_string(),
        ..saisie
    };
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let cree = enregistrer(&tx, services, academie.id, None, &saisie).await?;
    noter_creation(&tx, services, None, &cree).await?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(cree)
}

/// The clients of every académie, or of one, with the code of theirs and where they stand.
///
/// # Errors
/// [`Erreur::Compte`] about the académie.
pub async fn lister(
    services: &Services,
    code: Option<&str>,
) -> Result<Vec<(String, EtatClient, store::clients_api::Client)>, Erreur> {
    let lecture = services.store.lecture();
    let academies = match code {
        Some(code) => vec![crate::comptes::academie(services, Some(code)).await?],
        None => store::academies::toutes(lecture)
            .await
            .map_err(erreur_store)?,
    };
    let mut tous = Vec::new();
    for a in academies {
        let jour = services.aujourd_hui(a.id).await?;
        let clients = store::clients_api::lister(lecture, a.id)
            .await
            .map_err(erreur_store)?;
        for client in clients {
            tous.push((a.code.clone(), etat(&client, jour), client));
        }
    }
    Ok(tous)
}

/// As [`renouveler`], from the command line, in whichever académie: the new token lasts `jours`
/// days, the former one serves `recouvrement` days more. Each call makes another token. None
/// for a client that is unknown or revoked.
///
/// # Errors
/// [`SantorinErreur::Change`] naming what is wrong, [`SantorinErreur::JetonChange`] when it was
/// renewed in the same instant.
pub async fn renouveler_par_commande(
    services: &Services,
    id: ClientApiId,
    jours: u32,
    recouvrement: u32,
) -> Result<Option<Renouvele>, Erreur> {
    let jeton = format!("{PREFIXE}{}", secret_de_256_bits(services)?);
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let Some(client) = store::clients_api::par_id(&tx, id)
        .await
        .map_err(erreur_store)?
        .filter(|c| c.revoque_le.is_none())
    else {
        return Ok(None);
    };
    let fuseau = store::academies::par_id(&tx, client.academie)
        .await
        .map_err(erreur_store)?
        .map(|a| a.fuseau)
        .unwrap_or_default();
    let jour = dans_le_fuseau(&fuseau, services.maintenant()).date();
    let voulue = jour
        .checked_add_days(Days::new(u64::from(jours)))
        .ok_or(Erreur::Santorin(SantorinErreur::Change(
            ClientErreur::ExpirationTropLoin,
        )))?;
    let (voulue, recouvrement) = (voulue.to_string(), recouvrement.to_string());
    let jours = lire_jours(&client, jour, &voulue, &recouvrement)?;
    let vu = &client.indice;
    let neuf = ecrire_renouvellement(&tx, services, None, &client, vu, &jeton, jours)
        .await?
        .ok_or(Erreur::Santorin(SantorinErreur::JetonChange))?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(Some(neuf))
}

/// As [`revoquer`], from the command line; gives the name, or none for an unknown key.
///
/// # Errors
/// When the database does not answer.
pub async fn revoquer_par_commande(
    services: &Services,
    id: ClientApiId,
) -> Result<Option<String>, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let Some(client) = store::clients_api::par_id(&tx, id)
        .await
        .map_err(erreur_store)?
    else {
        return Ok(None);
    };
    ecrire_revocation(&tx, services, None, &client).await?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(Some(client.nom))
}
