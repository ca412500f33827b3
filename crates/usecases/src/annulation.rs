//! The mail that tells a person that their convocation is cancelled: asked for with the
//! deletion, composed from what the deletion keeps, and asked for again when it does not
//! arrive, unless the person knows otherwise.

use crate::convocations::{cle_de, cle_valable};
use crate::ouvertures::autorite_ouverte;
use crate::services::{Services, erreur_store, interne, tracer};
use domain::{
    Acteur, Affectation, ConvocationId, ConvocationLigne, CourrielId, Erreur, EtatCourriel, Fait,
    GenreCourriel, Lettre, Mels, Mission, Moment, NaiveDate, nom_complet, peut_modifier,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::courriels::{Annulation, CourrielAEnvoyer, NouveauCourriel};
use store::{Ecriture, ErreurStore};

/// What a cancellation cancels, as its mail keeps it.
#[derive(Serialize, Deserialize)]
struct Objet {
    /// Key that the convocation had.
    convocation: ConvocationId,
    /// What the person received last, when it is known.
    recue: Option<Affectation>,
}

/// Asks for the mail that cancels a convocation, before its row goes: gives the address it
/// will go to, the one where the convocation was received; none when it never left.
pub(crate) async fn demander(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    mission: &Mission,
    ligne: &ConvocationLigne,
    maintenant: Moment,
) -> Result<Option<String>, Erreur> {
    let Some(recu) = store::courriels::derniers_recus(tx, &[ligne.id], true, None)
        .await
        .map_err(erreur_store)?
        .remove(&ligne.id)
        // Cancelled already, taken back, and not sent again since.
        .filter(|r| !r.annulation)
    else {
        return Ok(None);
    };
    let objet = Objet {
        convocation: ligne.id,
        recue: recu
            .contenu
            .as_deref()
            .and_then(|c| serde_json::from_str(c).ok()),
    };
    let contenu = serde_json::to_string(&objet).map_err(|e| interne("annulation", &e))?;
    let courriel = NouveauCourriel {
        genre: GenreCourriel::Annulation,
        convocation: Some(ligne.id),
        intervenant: Some(ligne.intervenant),
        nom: nom_complet(&ligne.nom, &ligne.prenom),
        adresse: recu.adresse.clone(),
        sujet: format!("{}-{}", mission.ligne.numero, ligne.id),
        message_id: services.message_id()?,
        convocation_version: ligne.version,
    };
    let delai = crate::parametres::nombres(services, tx, acteur.academie)
        .await
        .map_err(erreur_store)?
        .envoi_delai;
    let depart = maintenant.plus_secondes(delai);
    let ecriture = async {
        let envoi = store::courriels::creer_envoi(
            tx,
            mission.ligne.id,
            acteur.compte,
            false,
            &[],
            maintenant,
        )
        .await?;
        store::courriels::ajouter_annulation(tx, envoi, &courriel, &contenu, maintenant, depart)
            .await?;
        store::courriels::succeder(tx, envoi, ligne.id).await
    };
    ecriture.await.map_err(erreur_store)?;
    Ok(Some(recu.adresse))
}

/// Sends again a cancellation that failed or came back, to `adresse`, or where it went when
/// that is empty: the person still believes that they are expected. It takes the place of the
/// one that did not arrive, and leaves at once. The same key twice asks once. Gives the number
/// of the mission.
///
/// # Errors
/// [`Erreur::Introuvable`] for anything but a cancellation of a convocation that is still
/// deleted, within the actor's scope; [`Erreur::Interdit`] and
/// [`Erreur::ServiceConvocationFerme`] as for the deletion; [`Erreur::AdresseInvalide`] naming
/// it; [`Erreur::AnnulationDejaPartie`] when it did not fail, or was sent again already.
pub async fn renvoyer(
    services: &Services,
    acteur: &Acteur,
    id: CourrielId,
    adresse: &str,
    cle: &str,
) -> Result<i64, Erreur> {
    if !cle_valable(cle) {
        return Err(Erreur::RequeteInvalide);
    }
    let cle = cle_de(&format!("annulation-{cle}"), &id)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let Annulation {
        mission: _,
        etat,
        renvoyee,
        courriel: ancien,
        contenu,
    } = store::courriels::annulation(&tx, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let objet: Objet = serde_json::from_str(&contenu).map_err(|e| interne("annulation", &e))?;
    let annulee = store::convocations::annulee(&tx, objet.convocation)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::visible(&tx, acteur, annulee.mission).await?;
    if !peut_modifier(acteur, &mission, annulee.autorite) {
        return Err(Erreur::Interdit);
    }
    autorite_ouverte(&tx, services, acteur, &mission).await?;
    let numero = mission.ligne.numero;
    let servie = store::requetes::trouver(&tx, acteur.compte, &cle)
        .await
        .map_err(erreur_store)?;
    if servie.is_some() {
        return Ok(numero);
    }
    if renvoyee || !matches!(etat, EtatCourriel::Echec | EtatCourriel::Retour) {
        return Err(Erreur::AnnulationDejaPartie);
    }
    let saisie = Mels {
        professionnel: adresse.to_owned(),
        personnel: String::new(),
    };
    let saisie = saisie.nettoyes()?.professionnel;
    let avant = ancien.adresse.clone();
    let courriel = NouveauCourriel {
        adresse: if saisie.is_empty() {
            avant.clone()
        } else {
            saisie
        },
        message_id: services.message_id()?,
        ..ancien
    };
    let maintenant = services.maintenant();
    let ecriture = async {
        let envoi = store::courriels::creer_envoi(
            &tx,
            mission.ligne.id,
            acteur.compte,
            false,
            &[],
            maintenant,
        )
        .await?;
        store::courriels::ajouter_annulation(
            &tx, envoi, &courriel, &contenu, maintenant, maintenant,
        )
        .await?;
        let Some(nouveau) = store::courriels::noter_renvoi(&tx, envoi, id).await? else {
            return Ok(false);
        };
        let connus = &annulee.courriels;
        if !store::convocations::ajouter_courriel(&tx, objet.convocation, connus, nouveau).await? {
            return Ok(false);
        }
        let details = json!({
            "mission": numero,
            "convocation": objet.convocation,
            "adresse_changee": courriel.adresse != avant,
        });
        let piste = ("envoi", envoi.0);
        tracer(
            &tx,
            services,
            acteur,
            "annulation.renvoyer",
            piste,
            &details,
        )
        .await?;
        let fait = Fait::AnnulationRenvoyee {
            mission: numero,
            nom: courriel.nom.clone(),
            adresse: courriel.adresse.clone(),
        };
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        let resultat = numero.to_string();
        store::requetes::inscrire(&tx, acteur.compte, &cle, &resultat, maintenant).await?;
        Ok::<_, ErreurStore>(true)
    };
    let ecrite = ecriture.await;
    match ecrite {
        Ok(true) => {}
        // It was taken back meanwhile.
        Ok(false) => return Err(Erreur::Introuvable),
        // Asked for twice in the same instant: this one gives way.
        Err(erreur) if erreur.est_unicite() => {
            tx.annuler().await.map_err(erreur_store)?;
            let servie =
                store::requetes::trouver(services.store.lecture(), acteur.compte, &cle).await;
            return match servie.map_err(erreur_store)? {
                Some(_) => Ok(numero),
                None => Err(Erreur::AnnulationDejaPartie),
            };
        }
        Err(erreur) => return Err(erreur_store(erreur)),
    }
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(numero)
}

/// Notes that the person knows otherwise of a cancellation that failed or came back: by
/// telephone, by a letter, or because they answered. It is no longer to be settled; it may
/// still be sent again. Noted already, nothing changes. Gives the number of the mission.
///
/// Who convokes at the centre may note it, whoever had convoked, and where the service is
/// closed too: nothing is sent, and it is the centre that people call.
///
/// # Errors
/// [`Erreur::Introuvable`] for anything but a cancellation of a convocation that is still
/// deleted, within the actor's scope; [`Erreur::Interdit`] for who only consults;
/// [`Erreur::AnnulationDejaPartie`] when it did not fail, or was sent again.
pub async fn regler(services: &Services, acteur: &Acteur, id: CourrielId) -> Result<i64, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let perdue = store::courriels::annulation(&tx, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::du_ressort_par_cle(&tx, acteur, perdue.mission).await?;
    if perdue.renvoyee || !matches!(perdue.etat, EtatCourriel::Echec | EtatCourriel::Retour) {
        return Err(Erreur::AnnulationDejaPartie);
    }
    let numero = mission.ligne.numero;
    let maintenant = services.maintenant();
    let ecriture = async {
        if !store::courriels::noter_reglee(&tx, id, maintenant).await? {
            return Ok(false);
        }
        let details = json!({ "mission": numero, "courriel": id });
        let piste = ("mission", mission.ligne.id.0);
        tracer(&tx, services, acteur, "annulation.regler", piste, &details).await?;
        let fait = Fait::AnnulationReglee {
            mission: numero,
            nom: perdue.courriel.nom.clone(),
        };
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        Ok::<_, ErreurStore>(true)
    };
    if ecriture.await.map_err(erreur_store)? {
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(numero)
}

/// What is to be done with a claimed cancellation.
pub(crate) enum Sort {
    /// Send this.
    Composer(Box<Lettre>),
    /// The convocation it cancels is being sent at this moment: look again.
    Attendre,
    /// The deletion was taken back, or nothing of the convocation had left after all.
    Rien,
}

/// Reads what a claimed cancellation needs.
pub(crate) async fn preparer(
    services: &Services,
    courriel: &CourrielAEnvoyer,
    jour: NaiveDate,
) -> Result<Sort, Erreur> {
    let objet: Objet = serde_json::from_str(courriel.contenu.as_deref().unwrap_or_default())
        .map_err(|e| interne("annulation", &e))?;
    let lecture = services.store.lecture();
    let annulee = store::convocations::annulee(lecture, objet.convocation)
        .await
        .map_err(erreur_store)?;
    let Some(annulee) = annulee else {
        return Ok(Sort::Rien);
    };
    let etats = store::courriels::etats(lecture, &annulee.courriels)
        .await
        .map_err(erreur_store)?;
    let parti = |(etat, incertain): &(EtatCourriel, bool)| {
        *incertain || matches!(etat, EtatCourriel::Envoye | EtatCourriel::Retour)
    };
    if !etats.iter().any(parti) {
        return Ok(if etats.iter().any(|(e, _)| *e == EtatCourriel::EnCours) {
            Sort::Attendre
        } else {
            Sort::Rien
        });
    }
    let lettre = store::convocations::lettre_annulee(lecture, objet.convocation, jour)
        .await
        .map_err(erreur_store)?;
    Ok(lettre.map_or(Sort::Rien, |mut lettre| {
        // The days that the person has are those of what they received.
        if let Some(recue) = objet.recue {
            lettre.affectation = recue;
        }
        Sort::Composer(Box::new(lettre))
    }))
}
