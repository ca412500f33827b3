//! *Accueil*: what is to be done today, and the session at a glance.

use crate::services::{Services, erreur_store};
use domain::{
    AFaire, ATraiter, Accueil, Acteur, Erreur, FiltreJournal, FiltreMissions, GenreService,
    NaiveDate, Portee, Role, Tache,
};

/// The first page of the actor. Each count is that of the list to which it leads, and is
/// made by the same condition.
///
/// # Errors
/// When the database does not answer.
pub async fn lire(services: &Services, acteur: &Acteur) -> Result<Accueil, Erreur> {
    let jour = services.aujourd_hui(acteur.academie).await?;
    let portee = acteur.missions_visibles();
    let mut accueil = Accueil::default();
    if let Portee::Etablissements(_, centres) = &portee {
        let fermes = crate::ouvertures::centres_fermes(services, centres, jour).await?;
        accueil.fermes = fermes.into_iter().map(|(_, ferme)| ferme).collect();
    }
    // Where the reader may convoke nobody, that is not left to do.
    let reste = FiltreMissions {
        aujourd_hui: Some(jour),
        fermes: crate::ouvertures::fermes_a(services, acteur).await?,
        ..FiltreMissions::default()
    };
    let mut compter = |tache, nombre| {
        if nombre > 0 {
            accueil.taches.push(ATraiter { tache, nombre });
        }
    };
    let annee = annee(services, &portee).await?;
    // Who only consults has nobody to convoke, to remind or to reach.
    if let Some(annee) = annee.filter(|_| acteur.peut_chercher_par_nom()) {
        for (a_faire, tache) in [
            (AFaire::Remplacer, Tache::Remplacer),
            (AFaire::Deplacer, Tache::Deplacer),
            (AFaire::Convoquer, Tache::Convoquer),
            (AFaire::Completer, Tache::Completer),
            (AFaire::Signer, Tache::Signer),
        ] {
            compter(
                tache,
                missions(services, &portee, &reste, annee, a_faire).await?,
            );
        }
        compter(Tache::Courriels, courriels(services, &portee).await?);
        compter(
            Tache::Relancer,
            missions(services, &portee, &reste, annee, AFaire::Relancer).await?,
        );
    }
    // The centre attests and the établissement validates: the gestionnaire watches over all
    // of them, and who only consults has nothing to do there.
    let rectorat = acteur.a_role(Role::Gestionnaire);
    let attestes_ici = matches!(portee, Portee::Etablissements(..));
    if attestes_ici || rectorat {
        let restant = crate::service_fait::restant(services, acteur).await?;
        let tache = if attestes_ici {
            Tache::Attester
        } else {
            Tache::ServicesAConstater
        };
        compter(tache, restant.missions);
    }
    let saisies_ici = matches!(acteur.competences_visibles(), Portee::Etablissements(..));
    if saisies_ici || rectorat {
        let resume = crate::competences::resumer(services, acteur).await?;
        if saisies_ici {
            compter(Tache::ValiderCompetences, resume.a_valider);
            compter(
                Tache::SaisirCompetences,
                resume.non_commencees + resume.en_cours,
            );
        } else if resume.attendue {
            compter(Tache::CompetencesEnRetard, resume.en_retard);
        }
    }
    if acteur.services_geres() != Portee::Rien {
        for (service, tache) in [
            (GenreService::Convocation, Tache::OuverturesConvocation),
            (GenreService::Signature, Tache::Ouvertures),
        ] {
            compter(
                tache,
                crate::ouvertures::fermes(services, acteur, service).await?,
            );
        }
    }
    let (demandes, reponses) = crate::demandes::compter(services, acteur).await?;
    compter(Tache::DemandesATraiter, demandes);
    compter(Tache::ReponsesALire, reponses);
    compter(
        Tache::MesConvocations,
        mes_convocations(services, acteur, jour).await?,
    );
    if let Some(annee) = annee {
        let lues = store::missions::frise(services.store.lecture(), &portee, annee)
            .await
            .map_err(erreur_store)?;
        accueil.frise = domain::frise(&lues);
    }
    accueil.annee = annee;
    accueil.intervenant = crate::espace::accueil(services, acteur).await?;
    Ok(accueil)
}

/// The latest session of a scope.
async fn annee(services: &Services, portee: &Portee) -> Result<Option<i32>, Erreur> {
    if *portee == Portee::Rien {
        return Ok(None);
    }
    let annees = store::missions::annees(services.store.lecture(), portee)
        .await
        .map_err(erreur_store)?;
    Ok(annees.first().copied())
}

async fn missions(
    services: &Services,
    portee: &Portee,
    reste: &FiltreMissions,
    annee: i32,
    a_faire: AFaire,
) -> Result<u32, Erreur> {
    let filtre = FiltreMissions {
        annees: vec![annee],
        a_faire: Some(a_faire),
        ..reste.clone()
    };
    store::missions::compter(services.store.lecture(), portee, &filtre)
        .await
        .map_err(erreur_store)
}

async fn courriels(services: &Services, portee: &Portee) -> Result<u32, Erreur> {
    let filtre = FiltreJournal {
        a_regler: true,
        ..FiltreJournal::default()
    };
    let (total, _) = store::journal::lister(services.store.lecture(), portee, &filtre, 0, 1)
        .await
        .map_err(erreur_store)?;
    Ok(total)
}

/// One's own convocations that have a day to come.
async fn mes_convocations(
    services: &Services,
    acteur: &Acteur,
    jour: NaiveDate,
) -> Result<u32, Erreur> {
    let Some(intervenant) = acteur.intervenant else {
        return Ok(0);
    };
    store::convocations::a_venir(services.store.lecture(), acteur.academie, intervenant, jour)
        .await
        .map_err(erreur_store)
}
