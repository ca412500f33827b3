//! People who are probably twice in the base: looked at side by side, merged, or said to be
//! two (docs/decisions/0022-intervenants.md).

use crate::convocations::EcrivainConvocations;
use crate::repertoire::{
    dire, enregistrer, exiger_de_tenir, exiger_de_voir, fiche, ouvrir, resoudre, saisie_de,
};
use crate::services::{Services, erreur_store, tracer};
use domain::{
    Acteur, ChoixFusion, ComparaisonFiches, ConvocationId, ConvocationLigne, Erreur, EtatCourriel,
    Fait, FaitRepertoire, GROUPES_DOUBLONS, GroupeVu, IntervenantId, MissionCommune, PageDoublons,
    RepertoireErreur, SaisieIntervenant, grouper_doublons, lignes_de_page, nom_complet,
    page_montree, recue_telle_quelle,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use store::doublons::NouvelleFusion;
use store::intervenants::NouvelIntervenant;
use store::{Ecriture, ErreurStore};

/// One page of the groups of people who are probably one.
///
/// # Errors
/// [`Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    page: u32,
) -> Result<PageDoublons, Erreur> {
    exiger_de_voir(acteur)?;
    let lecture = services.store.lecture();
    let lire = async {
        let [noms, mels, rues] = store::doublons::partages(lecture, acteur.academie).await?;
        let distincts = store::doublons::distincts(lecture, acteur.academie).await?;
        Ok((noms, mels, rues, distincts))
    };
    let (noms, mels, rues, distincts) = lire.await.map_err(erreur_store)?;
    let groupes = grouper_doublons(&noms, &mels, &rues, &distincts);
    let total = u32::try_from(groupes.len()).unwrap_or(u32::MAX);
    let page = page_montree(page, total, GROUPES_DOUBLONS as u32);
    let montres = lignes_de_page(groupes, page, GROUPES_DOUBLONS);
    let tous = montres.iter().flat_map(|g| g.membres.iter().copied());
    let lignes = store::repertoire::lignes(lecture, acteur.academie, tous)
        .await
        .map_err(erreur_store)?;
    Ok(PageDoublons {
        groupes: montres
            .into_iter()
            .map(|g| GroupeVu {
                membres: g
                    .membres
                    .iter()
                    .filter_map(|id| lignes.get(id).cloned())
                    .collect(),
                paires: g.paires,
                par_mel: g.par_mel,
                par_nom: g.par_nom,
            })
            .collect(),
        total,
        page,
        tient: acteur.tient_le_repertoire(),
    })
}

/// Two people side by side.
///
/// # Errors
/// [`Erreur::Introuvable`] for somebody of another académie, or twice the same;
/// [`Erreur::Interdit`] as [`lister`].
pub async fn comparer(
    services: &Services,
    acteur: &Acteur,
    un: IntervenantId,
    autre: IntervenantId,
) -> Result<ComparaisonFiches, Erreur> {
    exiger_de_voir(acteur)?;
    if un == autre {
        return Err(Erreur::Introuvable);
    }
    let lecture = services.store.lecture();
    let premier = ouvrir(services, acteur, un).await?;
    let second = ouvrir(services, acteur, autre).await?;
    let partagees = store::doublons::missions_communes(lecture, un, autre)
        .await
        .map_err(erreur_store)?;
    let mut communes = Vec::with_capacity(partagees.len());
    for c in partagees {
        let [premiere, seconde] = c.convocations;
        let lire = async {
            let premiere = store::convocations::ligne(lecture, premiere).await?;
            Ok((
                premiere,
                store::convocations::ligne(lecture, seconde).await?,
            ))
        };
        // One that went away meanwhile is no longer to be chosen.
        if let (Some((_, a)), Some((_, b))) = lire.await.map_err(erreur_store)? {
            communes.push(MissionCommune {
                numero: c.numero,
                convocations: [(a.affectation, a.autorite), (b.affectation, b.autorite)],
            });
        }
    }
    let distincts = store::doublons::distincts(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    Ok(ComparaisonFiches {
        premier,
        second,
        communes,
        distincts: distincts.contains(&(un.min(autre), un.max(autre))),
    })
}

/// Remembers that two people are two: the pair is not proposed any more.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the gestionnaire, [`Erreur::Introuvable`] as
/// [`comparer`].
pub async fn distinguer(
    services: &Services,
    acteur: &Acteur,
    un: IntervenantId,
    autre: IntervenantId,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    if un == autre {
        return Err(Erreur::Introuvable);
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    fiche(&tx, acteur.academie, un).await?;
    fiche(&tx, acteur.academie, autre).await?;
    let maintenant = services.maintenant();
    let ecrire = async {
        if store::doublons::distinguer(&tx, un, autre, acteur.compte, maintenant).await? {
            let details = json!({ "autre": autre.0 });
            let objet = ("intervenant", un.0);
            tracer(
                &tx,
                services,
                acteur,
                "intervenant.distinguer",
                objet,
                &details,
            )
            .await?;
        }
        dire(&tx, services, acteur.compte, FaitRepertoire::Distincts).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// What a merge is asked to do.
#[derive(Clone, Debug)]
pub struct DemandeFusion {
    /// The first one, and the version that was seen.
    pub premier: (IntervenantId, i32),
    /// The second one.
    pub second: (IntervenantId, i32),
    /// Which of the two is kept.
    pub garde: IntervenantId,
    /// From whom each field is taken.
    pub choix: ChoixFusion,
    /// Of the missions to which both are convoked, by number: whether the convocation of the
    /// first one stays, or that of the second.
    pub gardees: BTreeMap<i64, bool>,
}

/// What both were before a merge.
#[derive(Serialize, Deserialize)]
struct Avant {
    garde: SaisieIntervenant,
    /// Of who is closed: whether they were open.
    ouvert: bool,
    /// The convocations that were deleted because both were convoked to a mission.
    #[serde(default)]
    ecartees: Vec<ConvocationId>,
}

/// Whether who is kept on a mission has to be sent the convocation that stays: the mails of the
/// other one told them of it, or would have, and what they hold is not what stays.
fn a_envoyer(ecartee: &ConvocationLigne, gardee: &ConvocationLigne) -> bool {
    let part =
        |etat: EtatCourriel| matches!(etat, EtatCourriel::EnAttente | EtatCourriel::NouvelEssai);
    let Some(envoi) = ecartee
        .dernier_envoi
        .as_ref()
        .filter(|e| !e.annulee_depuis && (e.recue || part(e.etat)))
    else {
        return false;
    };
    let recue = gardee.dernier_envoi.as_ref().is_some_and(|e| {
        recue_telle_quelle(gardee) || (part(e.etat) && !e.modifiee_depuis && !e.annulee_depuis)
    });
    let pareille = ecartee.affectation == gardee.affectation && !envoi.modifiee_depuis;
    !recue || (envoi.recue && !pareille)
}

/// Deletes one convocation of each mission to which both are convoked: it is kept whole. Nobody
/// is told that it is cancelled, for they are expected there all the same; who merges is told
/// of whom is to be sent the one that stays.
async fn ecarter(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    d: &DemandeFusion,
    nom: &str,
) -> Result<Vec<(ConvocationId, Vec<Fait>)>, Erreur> {
    let communes = store::doublons::missions_communes(tx, d.premier.0, d.second.0)
        .await
        .map_err(erreur_store)?;
    let sans_choix: Vec<i64> = communes
        .iter()
        .map(|c| c.numero)
        .filter(|numero| !d.gardees.contains_key(numero))
        .collect();
    if !sans_choix.is_empty() {
        return Err(RepertoireErreur::MissionsCommunes {
            nom: nom.to_owned(),
            missions: sans_choix,
        }
        .into());
    }
    let ecrivain = EcrivainConvocations {
        tx,
        services,
        acteur,
        lien: Some(("fusion_dans", d.garde.0)),
    };
    let mut ecartees = Vec::with_capacity(communes.len());
    for c in communes {
        let [premiere, seconde] = c.convocations;
        let (id, gardee) = match d.gardees.get(&c.numero) {
            Some(true) => (seconde, premiere),
            _ => (premiere, seconde),
        };
        let lire = async {
            let ecartee = store::convocations::ligne(tx, id).await?;
            Ok((ecartee, store::convocations::ligne(tx, gardee).await?))
        };
        let (Some((mission, ligne)), Some((_, gardee))) = lire.await.map_err(erreur_store)? else {
            return Err(RepertoireErreur::FicheChangee.into());
        };
        let mission = crate::missions::visible(tx, acteur, mission).await?;
        ecrivain
            .supprimer(&mission, &ligne, ligne.version, false)
            .await?;
        // Without its key: it is taken back with the merge, not by itself.
        let mut faits = vec![Fait::ConvocationSupprimee {
            convocation: None,
            mission: c.numero,
            nom: nom_complet(&ligne.nom, &ligne.prenom),
            prevenu: String::new(),
        }];
        if a_envoyer(&ligne, &gardee) {
            faits.push(Fait::Repertoire(FaitRepertoire::AEnvoyer {
                nom: nom.to_owned(),
                mission: c.numero,
            }));
        }
        ecartees.push((id, faits));
    }
    Ok(ecartees)
}

/// Takes back the deletions that a merge made, unless somebody did or they are past their
/// time.
async fn rendre_les_ecartees(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    fusion: i64,
    ecartees: &[ConvocationId],
) -> Result<(), Erreur> {
    let ecrivain = EcrivainConvocations {
        tx,
        services,
        acteur,
        lien: Some(("fusion_defaite", fusion)),
    };
    for id in ecartees {
        let annulee = store::convocations::annulee(tx, *id)
            .await
            .map_err(erreur_store)?;
        if let Some(annulee) = annulee {
            let mission = crate::missions::visible(tx, acteur, annulee.mission).await?;
            ecrivain.rendre(*id, &annulee, &mission, None).await?;
        }
    }
    Ok(())
}

/// Merges two people in one: all that names one of them names the other, who is kept, and
/// the first one stays, closed. All or nothing; see [`defaire`].
///
/// # Errors
/// [`Erreur::Repertoire`] saying why not, and as [`distinguer`].
pub async fn fusionner(
    services: &Services,
    acteur: &Acteur,
    d: &DemandeFusion,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let premier_garde = d.garde == d.premier.0;
    let (garde, absorbe) = if premier_garde {
        (d.premier, d.second)
    } else {
        (d.second, d.premier)
    };
    if garde.0 != d.garde {
        return Err(RepertoireErreur::PersonneAChoisir.into());
    }
    if garde.0 == absorbe.0 {
        return Err(RepertoireErreur::FusionImpossible.into());
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    // Whoever convokes one of them, or writes of them, waits and then sees who is closed.
    store::disponibilites::tenir(&tx, &[garde.0, absorbe.0])
        .await
        .map_err(erreur_store)?;
    // In one order, whoever asks: two merges of the same people do not wait for each other.
    for (id, version) in [garde.min(absorbe), garde.max(absorbe)] {
        let tenu = store::intervenants::tenir(&tx, acteur.academie, id, version)
            .await
            .map_err(erreur_store)?;
        if !tenu {
            // Somebody else's, or changed since.
            fiche(&tx, acteur.academie, id).await?;
            return Err(RepertoireErreur::FicheChangee.into());
        }
    }
    let connus = (
        fiche(&tx, acteur.academie, garde.0).await?,
        fiche(&tx, acteur.academie, absorbe.0).await?,
    );
    for qui in [garde.0, absorbe.0] {
        let fusions = store::doublons::fusions(&tx, acteur.academie, Some(qui), None)
            .await
            .map_err(erreur_store)?;
        if fusions.iter().any(|f| f.absorbe == qui) {
            return Err(RepertoireErreur::FusionImpossible.into());
        }
    }
    let nom = nom_complet(&connus.0.connu.nom, &connus.0.connu.prenom);
    if store::doublons::se_sont_remplaces(&tx, garde.0, absorbe.0)
        .await
        .map_err(erreur_store)?
    {
        return Err(RepertoireErreur::SeSontRemplaces.into());
    }
    let ecartees = ecarter(&tx, services, acteur, d, &nom).await?;
    let (avant_garde, avant_absorbe) = (saisie_de(&connus.0), saisie_de(&connus.1));
    let voulue = d
        .choix
        .appliquer(&avant_garde, &avant_absorbe, premier_garde);
    let saisi = voulue.lire()?;
    let complements = (saisi.origine.code(), saisi.nom_naissance.clone());
    let nom = nom_complet(&saisi.nom, &saisi.prenom);
    let matricule = connus.0.connu.matricule.clone();
    let voulu = resoudre(&tx, acteur.academie, saisi, matricule, true).await?;
    enregistrer(
        &tx,
        acteur,
        garde.0,
        garde.1,
        &voulu,
        (complements.0, &complements.1),
    )
    .await?;
    let garde_version = fiche(&tx, acteur.academie, garde.0).await?.version;
    let ouvert = connus.1.connu.actif;
    let origine = (connus.1.origine.code(), connus.1.nom_naissance.clone());
    let ferme = NouvelIntervenant {
        actif: false,
        ..connus.1.connu
    };
    enregistrer(
        &tx,
        acteur,
        absorbe.0,
        absorbe.1,
        &ferme,
        (origine.0, &origine.1),
    )
    .await?;
    let avant = Avant {
        garde: avant_garde,
        ouvert,
        ecartees: ecartees.iter().map(|(id, _)| *id).collect(),
    };
    let avant = serde_json::to_string(&avant).map_err(|e| crate::interne("fusion", &e))?;
    let nouvelle = NouvelleFusion {
        academie: acteur.academie,
        absorbe: absorbe.0,
        garde: garde.0,
        garde_version,
        avant,
        par: acteur.compte,
        le: services.maintenant(),
    };
    let ecrire = async {
        let fusion = store::doublons::fusionner(&tx, &nouvelle).await?;
        let details = json!({
            "fusion": fusion,
            "absorbe": absorbe.0.0,
            "matricule_absorbe": avant_absorbe.matricule,
            "apres": voulue,
            "convocations_ecartees": ecartees.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        });
        let objet = ("intervenant", garde.0.0);
        tracer(
            &tx,
            services,
            acteur,
            "intervenant.fusionner",
            objet,
            &details,
        )
        .await?;
        dire(
            &tx,
            services,
            acteur.compte,
            FaitRepertoire::Fusionnes { nom },
        )
        .await?;
        for (_, faits) in &ecartees {
            for fait in faits {
                store::messages::ajouter(&tx, acteur.compte, services.maintenant(), fait).await?;
            }
        }
        tx.valider().await
    };
    ecrire.await.map_err(|erreur| match erreur {
        // Somebody convoked one of them in the same instant, or merged them first.
        ErreurStore::Unicite(_) => RepertoireErreur::FicheChangee.into(),
        autre => erreur_store(autre),
    })
}

/// Undoes a merge: each takes back what was theirs, as long as nothing was built on it.
///
/// # Errors
/// [`RepertoireErreur::FusionDefaite`], [`RepertoireErreur::GardeeChangee`],
/// [`RepertoireErreur::ConvoqueeDepuis`], [`RepertoireErreur::EcriteDepuis`],
/// [`RepertoireErreur::FusionImpossible`] when the one who is kept was merged in their turn,
/// [`Erreur::Convocation`] when a convocation that it deleted cannot stand again, and as
/// [`distinguer`].
pub async fn defaire(services: &Services, acteur: &Acteur, fusion: i64) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let lues = store::doublons::fusions(&tx, acteur.academie, None, Some(fusion))
        .await
        .map_err(erreur_store)?;
    let Some(f) = lues.into_iter().next() else {
        return Err(RepertoireErreur::FusionDefaite.into());
    };
    store::disponibilites::tenir(&tx, &[f.garde, f.absorbe])
        .await
        .map_err(erreur_store)?;
    let du_garde = store::doublons::fusions(&tx, acteur.academie, Some(f.garde), None)
        .await
        .map_err(erreur_store)?;
    if du_garde.iter().any(|autre| autre.absorbe == f.garde) {
        return Err(RepertoireErreur::FusionImpossible.into());
    }
    let nom = f.garde_nom.clone();
    let tenu = store::intervenants::tenir(&tx, acteur.academie, f.garde, f.garde_version)
        .await
        .map_err(erreur_store)?;
    if !tenu {
        return Err(RepertoireErreur::GardeeChangee { nom }.into());
    }
    if store::doublons::convoque_depuis(&tx, &f)
        .await
        .map_err(erreur_store)?
    {
        return Err(RepertoireErreur::ConvoqueeDepuis { nom }.into());
    }
    if store::doublons::ecrit_depuis(&tx, &f)
        .await
        .map_err(erreur_store)?
    {
        return Err(RepertoireErreur::EcriteDepuis { nom }.into());
    }
    let avant: Avant = serde_json::from_str(&f.avant).map_err(|e| crate::interne("fusion", &e))?;
    let garde = fiche(&tx, acteur.academie, f.garde).await?;
    let absorbe = fiche(&tx, acteur.academie, f.absorbe).await?;
    let saisi = avant.garde.lire()?;
    let complements = (saisi.origine.code(), saisi.nom_naissance.clone());
    let matricule = garde.connu.matricule.clone();
    let voulu = resoudre(&tx, acteur.academie, saisi, matricule, garde.connu.actif).await?;
    let rendus = store::doublons::defaire(&tx, &f, acteur.compte, services.maintenant())
        .await
        .map_err(erreur_store)?;
    if !rendus {
        return Err(RepertoireErreur::FusionDefaite.into());
    }
    enregistrer(
        &tx,
        acteur,
        f.garde,
        f.garde_version,
        &voulu,
        (complements.0, &complements.1),
    )
    .await?;
    let origine = (absorbe.origine.code(), absorbe.nom_naissance.clone());
    let rouvert = NouvelIntervenant {
        actif: avant.ouvert,
        ..absorbe.connu
    };
    enregistrer(
        &tx,
        acteur,
        f.absorbe,
        absorbe.version,
        &rouvert,
        (origine.0, &origine.1),
    )
    .await?;
    rendre_les_ecartees(&tx, services, acteur, f.id, &avant.ecartees).await?;
    let ecrire = async {
        let details = json!({ "fusion": f.id, "absorbe": f.absorbe.0 });
        let objet = ("intervenant", f.garde.0);
        tracer(
            &tx,
            services,
            acteur,
            "intervenant.separer",
            objet,
            &details,
        )
        .await?;
        let fait = FaitRepertoire::Separes {
            nom: f.absorbe_nom.clone(),
        };
        dire(&tx, services, acteur.compte, fait).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}
