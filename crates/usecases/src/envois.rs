//! Asking for mails (memo §7): rows of the outbox, written in the transaction of
//! the request, delivered by [`crate::livraison`].

use crate::convocations::{cle_de, cle_valable};
use crate::lettres::du_groupe;
use crate::services::{Services, erreur_store, interne, tracer};
use domain::{
    Acteur, ConvocationId, EnvoiDemande, EnvoiId, Erreur, EtatCourriel, EtendueEnvoi, Fait,
    GenreCourriel, NaiveDate, adresse_d_envoi, attend_reponse, mel_plausible, nom_complet,
    rang_de_relecture, recue_telle_quelle, texte,
};
use serde_json::json;
use store::Ecriture;
use store::courriels::NouveauCourriel;

/// Asks for the mails of some convocations of a mission.
///
/// A group covers the rows of which the actor is the author, and ends with one
/// summary to them (or a copy of each, as their account says); a single mail gives
/// its copy. An account without address gets neither, and is told so. The same key twice
/// asks once; another request for the same convocation takes the place of what has not left.
///
/// # Errors
/// [`Erreur::RienAFaire`] when nobody is left, [`Erreur::SansAdresse`] for a single
/// mail without address.
pub async fn demander(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    ids: &[ConvocationId],
    groupe: bool,
    cle: &str,
) -> Result<EnvoiDemande, Erreur> {
    let quoi = if groupe {
        Quoi::Groupe(ids)
    } else {
        Quoi::Une(ids)
    };
    enregistrer(services, acteur, numero, quoi, cle).await
}

/// As [`demander`] for a group: all of these rows, or only those whose people do not have
/// their convocation as it is when the request is served, whatever the screen showed.
///
/// # Errors
/// As [`demander`]; [`Erreur::RienAFaire`] too when everybody has theirs.
pub async fn demander_au_groupe(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    ids: &[ConvocationId],
    etendue: EtendueEnvoi,
    cle: &str,
) -> Result<EnvoiDemande, Erreur> {
    let quoi = match etendue {
        EtendueEnvoi::Toutes => Quoi::Groupe(ids),
        EtendueEnvoi::NonRecues => Quoi::NonRecues(ids),
    };
    enregistrer(services, acteur, numero, quoi, cle).await
}

/// The convocations that a group send from the page of a mission would cover, with `mot` in
/// its filter, in the order in which they are read before they leave
/// ([`domain::rang_de_relecture`]).
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope, [`Erreur::Interdit`] for
/// somebody who does not convoke there.
pub async fn a_relire(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    mot: &str,
) -> Result<Vec<ConvocationId>, Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::du_ressort(lecture, acteur, numero).await?;
    let mut lignes = store::convocations::lignes(lecture, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let mots: Vec<String> = texte::mots_cles(mot).collect();
    lignes.retain(|l| {
        l.auteur == acteur.compte && texte::contient_les_mots(&l.texte_recherche(&mission), &mots)
    });
    lignes.sort_by_key(rang_de_relecture);
    Ok(lignes.into_iter().map(|l| l.id).collect())
}

/// As [`demander`] for a group: those of the actor's rows who have not answered.
pub(crate) async fn relancer(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    cle: &str,
) -> Result<EnvoiDemande, Erreur> {
    enregistrer(services, acteur, numero, Quoi::SansReponse, cle).await
}

/// What a request covers.
enum Quoi<'a> {
    /// These rows, of which the actor is the author.
    Groupe(&'a [ConvocationId]),
    /// Of these rows, those that were not received as they are.
    NonRecues(&'a [ConvocationId]),
    /// This one.
    Une(&'a [ConvocationId]),
    /// The actor's rows that nobody answered.
    SansReponse,
}

async fn enregistrer(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    quoi: Quoi<'_>,
    cle: &str,
) -> Result<EnvoiDemande, Erreur> {
    let cle = quoi.cle(numero, cle)?;
    // Before the transaction: one that waits for a second connection can starve the pool.
    let jour = services.aujourd_hui(acteur.academie).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    match inscrire(&tx, services, acteur, jour, numero, quoi, &cle).await? {
        Inscription::DejaFaite(demande) => Ok(demande),
        Inscription::Faite(demande) => {
            tx.valider().await.map_err(erreur_store)?;
            services.reveil.notify_one();
            Ok(demande)
        }
        // The same request came twice in the same instant: this one gives way.
        Inscription::Simultanee => {
            tx.annuler().await.map_err(erreur_store)?;
            let premier = store::requetes::trouver(services.store.lecture(), acteur.compte, &cle)
                .await
                .map_err(erreur_store)?
                .ok_or(Erreur::Occupe)?;
            serde_json::from_str(&premier).map_err(|e| interne("requete", &e))
        }
    }
}

/// Asks for the mail of one convocation within a transaction, for what stands or falls with
/// it; whoever calls commits, then wakes the worker. `jour` is the académie's day, read
/// before the transaction began.
///
/// # Errors
/// As [`demander`], [`Erreur::Occupe`] when the same request came in the same instant.
pub(crate) async fn demander_dans(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    jour: NaiveDate,
    numero: i64,
    id: ConvocationId,
    cle: &str,
) -> Result<(), Erreur> {
    let ids = [id];
    let quoi = Quoi::Une(&ids);
    let cle = quoi.cle(numero, cle)?;
    match inscrire(tx, services, acteur, jour, numero, quoi, &cle).await? {
        Inscription::Faite(_) | Inscription::DejaFaite(_) => Ok(()),
        Inscription::Simultanee => Err(Erreur::Occupe),
    }
}

/// What became of a request within its transaction.
enum Inscription {
    /// Its mails are asked for.
    Faite(EnvoiDemande),
    /// They were, by the same request.
    DejaFaite(EnvoiDemande),
    /// The same request is being written by another transaction: this one is spoilt.
    Simultanee,
}

impl Quoi<'_> {
    /// The key of a request of this kind on a mission.
    fn cle(&self, numero: i64, cle: &str) -> Result<String, Erreur> {
        if !cle_valable(cle) {
            return Err(Erreur::RequeteInvalide);
        }
        let (genre, ids) = match self {
            Self::Groupe(ids) | Self::Une(ids) => ("envoi", *ids),
            Self::NonRecues(ids) => ("envoi-manquant", *ids),
            // Whom it covers is what has to be found out.
            Self::SansReponse => ("rappel", &[][..]),
        };
        cle_de(&format!("{genre}-{cle}"), &(numero, ids))
    }
}

async fn inscrire(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    jour: NaiveDate,
    numero: i64,
    quoi: Quoi<'_>,
    cle: &str,
) -> Result<Inscription, Erreur> {
    let rappel = matches!(quoi, Quoi::SansReponse);
    let groupe = !matches!(quoi, Quoi::Une(_));
    if let Some(fait) = store::requetes::trouver(tx, acteur.compte, cle)
        .await
        .map_err(erreur_store)?
    {
        let demande = serde_json::from_str(&fait).map_err(|e| interne("requete", &e))?;
        return Ok(Inscription::DejaFaite(demande));
    }
    crate::missions::a_convoquer(tx, services, acteur, numero).await?;
    let ids = match quoi {
        Quoi::Groupe(ids) => {
            let (_, lignes) = du_groupe(tx, acteur, numero, ids).await?;
            lignes.iter().map(|l| l.id).collect::<Vec<_>>()
        }
        Quoi::NonRecues(ids) => {
            let (_, lignes) = du_groupe(tx, acteur, numero, ids).await?;
            let manquantes = lignes.iter().filter(|l| !recue_telle_quelle(l));
            let ids: Vec<ConvocationId> = manquantes.map(|l| l.id).collect();
            if ids.is_empty() {
                return Err(Erreur::RienAFaire);
            }
            ids
        }
        Quoi::Une(ids) => une_seule(tx, acteur, numero, ids).await?,
        Quoi::SansReponse => sans_reponse(tx, acteur, numero).await?,
    };
    let maintenant = services.maintenant();
    let lettres = store::convocations::lettres(tx, &ids, jour)
        .await
        .map_err(erreur_store)?;
    let mission = lettres
        .first()
        .map(|l| l.mission_id)
        .ok_or(Erreur::RienAFaire)?;

    let copie_de_chaque = !groupe || acteur.copie_par_courriel;
    let copie_possible = mel_plausible(&acteur.mel);
    let mut courriels = Vec::with_capacity(lettres.len() + 1);
    let mut sans_adresse = Vec::new();
    for lettre in &lettres {
        let d = &lettre.destinataire;
        let nom = nom_complet(&d.nom, &d.prenom);
        let Some(adresse) = adresse_d_envoi(&d.mel_professionnel, &d.mel_personnel) else {
            sans_adresse.push(nom);
            continue;
        };
        let mut ajouter = |genre, nom: &str, adresse: &str| -> Result<(), Erreur> {
            courriels.push(NouveauCourriel {
                genre,
                convocation: Some(lettre.convocation),
                convocation_version: lettre.version,
                intervenant: Some(d.id),
                nom: nom.to_owned(),
                adresse: adresse.to_owned(),
                sujet: lettre.reference(),
                message_id: services.message_id()?,
            });
            Ok(())
        };
        ajouter(GenreCourriel::Convocation, &nom, adresse)?;
        if copie_de_chaque && copie_possible {
            ajouter(GenreCourriel::Copie, &acteur.nom, &acteur.mel)?;
        }
    }
    let nombre = courriels
        .iter()
        .filter(|c| c.genre == GenreCourriel::Convocation)
        .count() as u32;
    if nombre == 0 {
        return Err(match sans_adresse.pop() {
            Some(nom) if !groupe => Erreur::SansAdresse { nom },
            _ => Erreur::RienAFaire,
        });
    }
    let recapitulatif = !copie_de_chaque && copie_possible;
    if recapitulatif {
        courriels.push(NouveauCourriel {
            genre: GenreCourriel::Recapitulatif,
            convocation: None,
            convocation_version: 0,
            intervenant: None,
            nom: acteur.nom.clone(),
            adresse: acteur.mel.clone(),
            sujet: numero.to_string(),
            message_id: services.message_id()?,
        });
    }
    // Who asks twice means once: nobody receives two letters because the first was late.
    store::courriels::tenir_les_envois(tx, mission)
        .await
        .map_err(erreur_store)?;
    let demandees: Vec<ConvocationId> = courriels
        .iter()
        .filter(|c| c.genre == GenreCourriel::Convocation)
        .filter_map(|c| c.convocation)
        .collect();
    store::courriels::annuler_en_attente(tx, &demandees, maintenant)
        .await
        .map_err(erreur_store)?;
    let envoi = store::courriels::creer_envoi(
        tx,
        mission,
        acteur.compte,
        groupe,
        &sans_adresse,
        maintenant,
    )
    .await
    .map_err(erreur_store)?;
    if rappel {
        store::courriels::marquer_rappel(tx, envoi)
            .await
            .map_err(erreur_store)?;
    }
    // A group waits a little: what was sent to a hundred people cannot be called back.
    let delai = if groupe {
        crate::parametres::nombres(services, tx, acteur.academie)
            .await
            .map_err(erreur_store)?
            .envoi_delai
    } else {
        0
    };
    let depart = maintenant.plus_secondes(delai);
    store::courriels::ajouter_lot(tx, envoi, &courriels, maintenant, depart)
        .await
        .map_err(erreur_store)?;

    let demande = EnvoiDemande {
        courriels: nombre,
        sans_adresse,
        recapitulatif,
        copie: copie_possible,
    };
    let resultat = serde_json::to_string(&demande).map_err(|e| interne("requete", &e))?;
    match store::requetes::inscrire(tx, acteur.compte, cle, &resultat, maintenant).await {
        Ok(()) => {}
        Err(erreur) if erreur.est_unicite() => return Ok(Inscription::Simultanee),
        Err(erreur) => return Err(erreur_store(erreur)),
    }
    let details = json!({ "mission": numero, "convocations": ids, "groupe": groupe });
    tracer(
        tx,
        services,
        acteur,
        if rappel {
            "rappel.demander"
        } else {
            "envoi.demander"
        },
        ("envoi", envoi.0),
        &details,
    )
    .await
    .map_err(erreur_store)?;
    let fait = if rappel {
        Fait::RappelDemande {
            mission: numero,
            courriels: nombre,
        }
    } else {
        Fait::EnvoiDemande {
            mission: numero,
            courriels: nombre,
            sans_adresse: demande.sans_adresse.clone(),
            recapitulatif,
            copie: copie_possible,
        }
    };
    store::messages::ajouter(tx, acteur.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    Ok(Inscription::Faite(demande))
}

/// Stops what has not left of a request to send: whoever convokes on the mission may.
/// Gives how many mails will not leave, and how many had left.
///
/// # Errors
/// [`Erreur::Introuvable`] for a request of a mission outside the actor's scope,
/// [`Erreur::Interdit`] for somebody who does not convoke there, [`Erreur::RienAFaire`]
/// when everything has left.
pub async fn annuler(
    services: &Services,
    acteur: &Acteur,
    envoi: EnvoiId,
) -> Result<(u32, u32), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let demande = store::courriels::envoi(&tx, envoi)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::du_ressort_par_cle(&tx, acteur, demande.mission).await?;
    let maintenant = services.maintenant();
    let ecriture = async {
        let annules = store::courriels::annuler_envoi(&tx, envoi, maintenant).await?;
        let tous = store::courriels::destinataires_de_l_envoi(&tx, envoi).await?;
        let partis = tous
            .iter()
            .filter(|d| {
                matches!(
                    d.etat,
                    EtatCourriel::Envoye | EtatCourriel::EnCours | EtatCourriel::Retour
                )
            })
            .count();
        Ok((
            u32::try_from(annules).unwrap_or(u32::MAX),
            u32::try_from(partis).unwrap_or(u32::MAX),
        ))
    };
    let (annules, partis) = ecriture.await.map_err(erreur_store)?;
    if annules == 0 {
        return Err(Erreur::RienAFaire);
    }
    let numero = mission.ligne.numero;
    let details = json!({ "mission": numero, "annules": annules, "partis": partis });
    let fait = Fait::EnvoiAnnule {
        mission: numero,
        annules,
        partis,
    };
    let ecriture = async {
        let objet = ("envoi", envoi.0);
        tracer(&tx, services, acteur, "envoi.annuler", objet, &details).await?;
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        tx.valider().await
    };
    ecriture.await.map_err(erreur_store)?;
    Ok((annules, partis))
}

/// The actor's convocations of a mission that were received as they are and not answered.
async fn sans_reponse(
    tx: &store::Ecriture,
    acteur: &Acteur,
    numero: i64,
) -> Result<Vec<ConvocationId>, Erreur> {
    let mission = crate::missions::du_ressort(tx, acteur, numero).await?;
    let lignes = store::convocations::lignes(tx, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let ids: Vec<ConvocationId> = lignes
        .iter()
        .filter(|l| l.auteur == acteur.compte && attend_reponse(l))
        .map(|l| l.id)
        .collect();
    if ids.is_empty() {
        Err(Erreur::RienAFaire)
    } else {
        Ok(ids)
    }
}

/// The one convocation of a single mail: of the mission, which the actor convokes to.
async fn une_seule(
    tx: &store::Ecriture,
    acteur: &Acteur,
    numero: i64,
    ids: &[ConvocationId],
) -> Result<Vec<ConvocationId>, Erreur> {
    let [id] = ids else {
        return Err(Erreur::RequeteInvalide);
    };
    let mission = crate::missions::du_ressort(tx, acteur, numero).await?;
    match store::convocations::ligne(tx, *id)
        .await
        .map_err(erreur_store)?
    {
        Some((m, _)) if m == mission.ligne.id => Ok(vec![*id]),
        _ => Err(Erreur::Introuvable),
    }
}
