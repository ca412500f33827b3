//! *Remplacer*: one person instead of another, in one step.

use crate::conflits::trancher;
use crate::convocations::{Echec, EcrivainConvocations, a_changer, cle_de, cle_valable, deux_fois};
use crate::services::{Services, interne};
use domain::{
    Acteur, ConvocationErreur, ConvocationId, DemandeConvocation, DemandeRemplacement, Erreur,
    Fait, nom_complet,
};

/// Convokes somebody to what another person was convoked to, and deletes the convocation
/// of that person, in one transaction. The same key twice replaces once. Taken back as any
/// deletion, it is undone as a whole: see [`crate::convocations::retablir`].
///
/// # Errors
/// As [`crate::convocations::convoquer`] and [`crate::convocations::supprimer`]; nothing is
/// then written.
pub async fn remplacer(
    services: &Services,
    acteur: &Acteur,
    demande: DemandeRemplacement,
) -> Result<ConvocationId, Erreur> {
    deux_fois(|| essayer(services, acteur, &demande)).await
}

async fn essayer(
    services: &Services,
    acteur: &Acteur,
    demande: &DemandeRemplacement,
) -> Result<ConvocationId, Echec> {
    if !cle_valable(&demande.cle) {
        return Err(Erreur::RequeteInvalide.into());
    }
    let tx = services.store.ecriture().await?;
    let objet = (demande.convocation, demande.remplacant, demande.prevenir);
    let cle = cle_de(&demande.cle, &objet)?;
    let servie = store::requetes::trouver(&tx, acteur.compte, &cle).await?;
    if let Some(fait) = servie {
        return Ok(serde_json::from_str(&fait).map_err(|e| interne("requete", &e))?);
    }
    let (mission, ligne) = a_changer(&tx, services, acteur, demande.convocation).await?;
    let autorite = acteur
        .autorite_sur(mission.centre)
        .ok_or(Erreur::Interdit)?;
    let venue = EcrivainConvocations {
        tx: &tx,
        services,
        acteur,
        lien: Some(("remplace", demande.convocation.0)),
    };
    let a_convoquer = DemandeConvocation {
        mission: mission.ligne.numero,
        intervenants: vec![demande.remplacant],
        affectation: ligne.affectation.clone(),
        garder_sur_mission: false,
        cle: demande.cle.clone(),
        confirmation: demande.confirmation.clone(),
    };
    let mut preparee = venue
        .preparer(&mission, &a_convoquer)
        .await?
        .map_err(Erreur::Convocation)?;
    let confirmes = trancher(
        core::mem::take(&mut preparee.signalements),
        &demande.confirmation,
    )?;
    let creees = venue
        .convoquer(&mission, autorite, &preparee, &confirmes)
        .await?;
    let Some(nouvelle) = creees.first().copied() else {
        return Err(Erreur::from(vec![ConvocationErreur::IntervenantInconnu]).into());
    };
    let partie = EcrivainConvocations {
        lien: Some(("remplacee_par", nouvelle.0)),
        ..venue
    };
    partie
        .supprimer(&mission, &ligne, demande.version, demande.prevenir)
        .await?;
    store::convocations::noter_remplacee(&tx, demande.convocation, nouvelle).await?;

    let nouveau = store::convocations::ligne(&tx, nouvelle)
        .await?
        .map(|(_, l)| nom_complet(&l.nom, &l.prenom))
        .unwrap_or_default();
    let maintenant = services.maintenant();
    let resultat = serde_json::to_string(&nouvelle).map_err(|e| interne("requete", &e))?;
    store::requetes::inscrire(&tx, acteur.compte, &cle, &resultat, maintenant).await?;
    let fait = Fait::Remplacement {
        convocation: demande.convocation,
        mission: mission.ligne.numero,
        ancien: nom_complet(&ligne.nom, &ligne.prenom),
        nouveau,
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
    tx.valider().await?;
    services.reveil.notify_one();
    Ok(nouvelle)
}
