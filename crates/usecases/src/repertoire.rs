//! The intervenants of an académie as its gestionnaire keeps them: looking for somebody,
//! creating and changing them, opening their account
//! (docs/decisions/0022-intervenants.md).

use crate::comptes::{DemandeCompte, inserer, preparer as preparer_compte};
use crate::connexion::condense_inutilisable;
use crate::invitations::{Destinataire, ecrire_et_envoyer, etat_du_courriel};
use crate::services::{Heures, Services, erreur_store, tracer};
use domain::{
    AcademieId, Acteur, Adresse, ChampFiche, CompteDeFiche, CompteId, Creation, DefautChamp,
    Erreur, EtablissementId, Fait, FaitRepertoire, FicheIntervenant, FiltreRepertoire,
    FormulaireIntervenant, FusionVue, IntervenantId, IntervenantSaisi, LigneRepertoire,
    PageRepertoire, Portee, RepertoireErreur, Role, SaisieIntervenant, adresse_d_envoi,
    libelle_etablissement, nom_complet,
};
use serde_json::json;
use store::intervenants::NouvelIntervenant;
use store::repertoire::FicheGardee;
use store::{ConnectionTrait, Ecriture, ErreurStore};

/// People shown at most as probably the one who is created.
const SEMBLABLES: u32 = 20;
/// Établissements named when several answer to what was typed.
const LIEUX_CITES: usize = 5;

/// Refuses whoever does not look at the intervenants of the académie.
pub(crate) fn exiger_de_voir(acteur: &Acteur) -> Result<(), Erreur> {
    match acteur.repertoire_visible() {
        Portee::Academie(_) => Ok(()),
        Portee::Etablissements(..) | Portee::Rien => Err(Erreur::Interdit),
    }
}

/// Refuses whoever does not keep them.
pub(crate) fn exiger_de_tenir(acteur: &Acteur) -> Result<(), Erreur> {
    if acteur.tient_le_repertoire() {
        Ok(())
    } else {
        Err(Erreur::Interdit)
    }
}

// ------------------------------------------------------------------------ reading

/// One page of the intervenants that a filter keeps.
///
/// # Errors
/// [`Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreRepertoire,
) -> Result<PageRepertoire, Erreur> {
    exiger_de_voir(acteur)?;
    let lecture = services.store.lecture();
    let lire = async {
        let (total, lignes) = store::repertoire::lister(lecture, acteur.academie, filtre).await?;
        let disciplines =
            store::personnels::disciplines(lecture, &acteur.repertoire_visible()).await?;
        Ok(PageRepertoire {
            lignes,
            total,
            disciplines,
            tient: acteur.tient_le_repertoire(),
        })
    };
    lire.await.map_err(erreur_store)
}

/// A person with all that is kept of them.
///
/// # Errors
/// [`Erreur::Interdit`] as [`lister`], [`Erreur::Introuvable`] for somebody of another
/// académie.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
) -> Result<FicheIntervenant, Erreur> {
    exiger_de_voir(acteur)?;
    let lecture = services.store.lecture();
    let gardee = fiche(lecture, acteur.academie, id).await?;
    let compte = match &gardee.compte {
        None => None,
        Some((cle, identifiant, actif)) => Some(CompteDeFiche {
            identifiant: identifiant.clone(),
            actif: *actif,
            invitation: etat_du_courriel(lecture, CompteId(*cle)).await?,
        }),
    };
    let mut fusion = None;
    let mut absorbes = Vec::new();
    let lues = store::doublons::fusions(lecture, acteur.academie, Some(id), None)
        .await
        .map_err(erreur_store)?;
    let heures = Heures::de(services, acteur.academie).await?;
    for f in lues {
        let le = heures.dire(f.le);
        let (de_moi, autre, nom) = if f.absorbe == id {
            (true, f.garde, f.garde_nom)
        } else {
            (false, f.absorbe, f.absorbe_nom)
        };
        let vue = FusionVue {
            id: f.id,
            autre,
            nom,
            le,
            par: f.par,
        };
        if de_moi {
            fusion = Some(vue);
        } else {
            absorbes.push(vue);
        }
    }
    let connu = &gardee.connu;
    Ok(FicheIntervenant {
        id,
        version: gardee.version,
        actif: connu.actif,
        saisie: saisie_de(&gardee),
        etablissement: gardee.etablissement.clone(),
        secondaires: store::rattachements::de(lecture, id)
            .await
            .map_err(erreur_store)?,
        discipline: gardee.discipline.clone(),
        convocations: gardee.convocations,
        mel: adresse_d_envoi(&connu.mel_professionnel, &connu.mel_personnel)
            .map(str::to_owned)
            .unwrap_or_default(),
        compte,
        fusion,
        absorbes,
        disciplines: disciplines(services).await?,
        tient: acteur.tient_le_repertoire(),
    })
}

pub(crate) async fn fiche(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: IntervenantId,
) -> Result<FicheGardee, Erreur> {
    store::repertoire::fiche(conn, academie, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)
}

async fn disciplines(services: &Services) -> Result<Vec<(String, String)>, Erreur> {
    let toutes = store::disciplines::toutes(services.store.lecture())
        .await
        .map_err(erreur_store)?;
    Ok(toutes.into_iter().map(|d| (d.code, d.libelle)).collect())
}

/// What is kept, as a form takes it.
pub(crate) fn saisie_de(f: &FicheGardee) -> SaisieIntervenant {
    let n = &f.connu;
    let ligne = |rang: usize| n.adresse.lignes.get(rang).cloned().unwrap_or_default();
    SaisieIntervenant {
        matricule: n.matricule.clone(),
        origine: f.origine.code().to_owned(),
        civilite: n.civilite.code().to_owned(),
        nom: n.nom.clone(),
        prenom: n.prenom.clone(),
        nom_naissance: f.nom_naissance.clone(),
        uai: f.uai.clone(),
        discipline: f.discipline_code.clone(),
        mel_professionnel: n.mel_professionnel.clone(),
        mel_personnel: n.mel_personnel.clone(),
        adresse_1: ligne(0),
        adresse_2: ligne(1),
        code_postal: n.adresse.code_postal.clone(),
        commune: n.adresse.commune.clone(),
    }
}

/// The form of a new person: what a request asks for, or what was typed before, with who is
/// probably this one.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the gestionnaire, [`Erreur::Introuvable`] for a
/// request of another académie.
pub async fn preparer(
    services: &Services,
    acteur: &Acteur,
    demande: Option<i64>,
    typee: Option<SaisieIntervenant>,
) -> Result<FormulaireIntervenant, Erreur> {
    exiger_de_tenir(acteur)?;
    let mut formulaire = FormulaireIntervenant {
        demande,
        disciplines: disciplines(services).await?,
        ..FormulaireIntervenant::default()
    };
    if let Some(id) = demande {
        let d = crate::demandes::trouver(services.store.lecture(), acteur, id).await?;
        let voulue = domain::texte::normaliser(&d.saisie.discipline);
        formulaire.saisie = SaisieIntervenant {
            nom: d.saisie.nom,
            prenom: d.saisie.prenom,
            discipline: formulaire
                .disciplines
                .iter()
                .find(|(_, libelle)| domain::texte::normaliser(libelle) == voulue)
                .map(|(code, _)| code.clone())
                .unwrap_or_default(),
            ..SaisieIntervenant::default()
        };
    }
    if let Some(typee) = typee {
        formulaire.saisie = typee;
    }
    if !formulaire.saisie.nom.trim().is_empty() {
        formulaire.semblables =
            semblables(services.store.lecture(), acteur, &formulaire.saisie).await?;
    }
    Ok(formulaire)
}

/// Who is probably the person typed.
async fn semblables(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    s: &SaisieIntervenant,
) -> Result<Vec<LigneRepertoire>, Erreur> {
    let mut cles = vec![store::doublons::cle_de(&s.nom, &s.prenom)];
    if !s.nom_naissance.trim().is_empty() {
        cles.push(store::doublons::cle_de(&s.nom_naissance, &s.prenom));
    }
    let mels = [&s.mel_professionnel, &s.mel_personnel].map(|m| m.trim().to_owned());
    let adresse = Adresse {
        lignes: vec![s.adresse_1.clone(), s.adresse_2.clone()],
        code_postal: s.code_postal.clone(),
        commune: String::new(),
    };
    probables(conn, acteur, &cles, &mels, Some((s.nom.as_str(), &adresse))).await
}

/// The lines of who has one of these names or addresses, or lives there.
pub(crate) async fn probables(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    cles: &[String],
    mels: &[String],
    chez: Option<(&str, &Adresse)>,
) -> Result<Vec<LigneRepertoire>, Erreur> {
    let lire = async {
        let ids = store::doublons::semblables(conn, acteur.academie, cles, mels, chez, SEMBLABLES)
            .await?;
        let mut lignes =
            store::repertoire::lignes(conn, acteur.academie, ids.iter().copied()).await?;
        Ok(ids.iter().filter_map(|id| lignes.remove(id)).collect())
    };
    lire.await.map_err(erreur_store)
}

// ------------------------------------------------------------------------ writing

/// What was typed, with the keys of what it names.
pub(crate) async fn resoudre(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    saisi: IntervenantSaisi,
    matricule: String,
    actif: bool,
) -> Result<NouvelIntervenant, Erreur> {
    let inconnu = |champ| RepertoireErreur::Champs(vec![(champ, DefautChamp::Inconnu)]);
    let etablissement = match &saisi.uai {
        None => None,
        Some(uai) => {
            let trouve = store::etablissements::par_uai(conn, Some(academie), uai)
                .await
                .map_err(erreur_store)?;
            Some(trouve.ok_or_else(|| inconnu(ChampFiche::Etablissement))?.id)
        }
    };
    let discipline = match &saisi.discipline {
        None => None,
        Some(code) => {
            let toutes = store::disciplines::toutes(conn)
                .await
                .map_err(erreur_store)?;
            let trouvee = toutes.into_iter().find(|d| d.code == *code);
            Some(trouvee.ok_or_else(|| inconnu(ChampFiche::Discipline))?.id)
        }
    };
    Ok(NouvelIntervenant {
        matricule,
        civilite: saisi.civilite,
        nom: saisi.nom,
        prenom: saisi.prenom,
        etablissement,
        discipline,
        mel_professionnel: saisi.mel_professionnel,
        mel_personnel: saisi.mel_personnel,
        adresse: Adresse {
            lignes: saisi.lignes,
            code_postal: saisi.code_postal,
            commune: saisi.commune,
        },
        actif,
    })
}

/// Adds a line to the *Messages* zone of an account.
pub(crate) async fn dire(
    tx: &Ecriture,
    services: &Services,
    a: CompteId,
    fait: FaitRepertoire,
) -> Result<(), ErreurStore> {
    store::messages::ajouter(tx, a, services.maintenant(), &Fait::Repertoire(fait))
        .await
        .map(|_| ())
}

/// Creates a person. When somebody is probably the same, nothing is written unless `forcer`
/// says that they are not. With `demande`, the request is answered by this person.
///
/// # Errors
/// [`Erreur::Repertoire`] naming what is wrong, [`Erreur::Interdit`] for anybody but the
/// gestionnaire.
pub async fn creer(
    services: &Services,
    acteur: &Acteur,
    saisie: &SaisieIntervenant,
    forcer: bool,
    demande: Option<i64>,
) -> Result<Creation, Erreur> {
    exiger_de_tenir(acteur)?;
    let saisi = saisie.lire()?;
    // Of two that create the same at once, the second one sees what the first one wrote.
    let jeton = services.alea.jeton()?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::academies::tenir(&tx, acteur.academie)
        .await
        .map_err(erreur_store)?;
    if !forcer {
        let connus = semblables(&tx, acteur, saisie).await?;
        if !connus.is_empty() {
            return Ok(Creation::Semblables(connus));
        }
    }
    let fabrique = || {
        let chiffres: String = jeton.chars().take(10).collect();
        format!("IMAGIN-{}", chiffres.to_uppercase())
    };
    let matricule = saisi.matricule.clone().unwrap_or_else(fabrique);
    let pris = store::intervenants::par_matricule(&tx, acteur.academie, &matricule)
        .await
        .map_err(erreur_store)?;
    if pris.is_some() {
        return Err(RepertoireErreur::MatriculePris.into());
    }
    let (origine, naissance) = (saisi.origine, saisi.nom_naissance.clone());
    let nom = nom_complet(&saisi.nom, &saisi.prenom);
    let nouveau = resoudre(&tx, acteur.academie, saisi, matricule.clone(), true).await?;
    let ecrire = async {
        store::intervenants::importer_lot(&tx, acteur.academie, core::slice::from_ref(&nouveau))
            .await?;
        let cree = store::intervenants::par_matricule(&tx, acteur.academie, &matricule).await?;
        let Some(cree) = cree else {
            return Ok(None);
        };
        // Its first version says all of it.
        store::intervenants::completer(&tx, cree.id, 0, (origine.code(), &naissance)).await?;
        let details = json!({ "apres": saisie, "matricule": matricule });
        let objet = ("intervenant", cree.id.0);
        tracer(&tx, services, acteur, "intervenant.creer", objet, &details).await?;
        let fait = FaitRepertoire::Cree { nom: nom.clone() };
        dire(&tx, services, acteur.compte, fait).await?;
        Ok(Some(cree.id))
    };
    let id = match ecrire.await {
        Ok(Some(id)) => id,
        Ok(None) => return Err(Erreur::Introuvable),
        Err(ErreurStore::Unicite(_)) => return Err(RepertoireErreur::MatriculePris.into()),
        Err(autre) => return Err(erreur_store(autre)),
    };
    if let Some(demande) = demande {
        crate::demandes::repondre(&tx, services, acteur, demande, Ok(id)).await?;
    }
    tx.valider().await.map_err(erreur_store)?;
    if demande.is_some() {
        services.reveil.notify_one();
    }
    Ok(Creation::Cree(id))
}

/// Changes what is known of a person, all but the matricule.
///
/// # Errors
/// As [`creer`]; [`RepertoireErreur::FicheChangee`] when somebody changed them since
/// `version`, [`Erreur::Introuvable`] for somebody of another académie.
pub async fn modifier(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
    version: i32,
    saisie: &SaisieIntervenant,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let saisi = saisie.lire()?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let avant = fiche(&tx, acteur.academie, id).await?;
    let complements = (saisi.origine.code(), saisi.nom_naissance.clone());
    let nom = nom_complet(&saisi.nom, &saisi.prenom);
    let matricule = avant.connu.matricule.clone();
    let voulu = resoudre(&tx, acteur.academie, saisi, matricule, avant.connu.actif).await?;
    enregistrer(
        &tx,
        acteur,
        id,
        version,
        &voulu,
        (complements.0, &complements.1),
    )
    .await?;
    let ecrire = async {
        let avant = saisie_de(&avant);
        let details = json!({ "avant": avant, "apres": saisie });
        let objet = ("intervenant", id.0);
        tracer(
            &tx,
            services,
            acteur,
            "intervenant.modifier",
            objet,
            &details,
        )
        .await?;
        dire(
            &tx,
            services,
            acteur.compte,
            FaitRepertoire::Modifie { nom },
        )
        .await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// Writes a person at the version that was seen.
pub(crate) async fn enregistrer(
    tx: &Ecriture,
    acteur: &Acteur,
    id: IntervenantId,
    version: i32,
    voulu: &NouvelIntervenant,
    complements: (&str, &str),
) -> Result<(), Erreur> {
    let academie = acteur.academie;
    let ecrit = store::intervenants::enregistrer(tx, academie, id, version, voulu, complements)
        .await
        .map_err(erreur_store)?;
    if ecrit {
        Ok(())
    } else {
        Err(RepertoireErreur::FicheChangee.into())
    }
}

/// Closes a person, who is then neither found nor convoked, or opens them again.
///
/// # Errors
/// As [`modifier`]; [`RepertoireErreur::Fusionnee`] for who was merged into somebody else.
pub async fn activer(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
    version: i32,
    actif: bool,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let avant = fiche(&tx, acteur.academie, id).await?;
    let fusions = store::doublons::fusions(&tx, acteur.academie, Some(id), None)
        .await
        .map_err(erreur_store)?;
    if actif && fusions.iter().any(|f| f.absorbe == id) {
        return Err(RepertoireErreur::Fusionnee.into());
    }
    let nom = nom_complet(&avant.connu.nom, &avant.connu.prenom);
    let complements = (avant.origine.code(), avant.nom_naissance.clone());
    let voulu = NouvelIntervenant {
        actif,
        ..avant.connu
    };
    enregistrer(
        &tx,
        acteur,
        id,
        version,
        &voulu,
        (complements.0, &complements.1),
    )
    .await?;
    let action = if actif {
        "intervenant.rouvrir"
    } else {
        "intervenant.fermer"
    };
    let ecrire = async {
        let objet = ("intervenant", id.0);
        tracer(&tx, services, acteur, action, objet, &json!({})).await?;
        dire(
            &tx,
            services,
            acteur.compte,
            FaitRepertoire::Active { nom, actif },
        )
        .await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// Attaches a person à titre secondaire to the open établissement of the académie whose name
/// and UAI hold what was typed: its head then consults them and records their
/// indisponibilités as the main one does (docs/decisions/0028-rattachements.md).
///
/// # Errors
/// [`RepertoireErreur::Champs`] when no établissement answers,
/// [`RepertoireErreur::PlusieursLieux`] when several do, [`RepertoireErreur::DejaRattachee`],
/// [`RepertoireErreur::Fusionnee`] for who was merged into somebody else, and as [`modifier`].
pub async fn rattacher(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
    version: i32,
    lieu: &str,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = fiche(&tx, acteur.academie, id).await?;
    tenir_ouverte(&tx, acteur, id, version).await?;
    let mut trouves = store::etablissements::chercher(&tx, acteur.academie, lieu)
        .await
        .map_err(erreur_store)?
        .into_iter();
    let defaut = |d| RepertoireErreur::Champs(vec![(ChampFiche::Secondaire, d)]);
    let trouve = match (trouves.next(), trouves.next()) {
        (Some(seul), None) => seul,
        (Some(un), Some(autre)) => {
            let lieux = [un, autre]
                .into_iter()
                .chain(trouves)
                .take(LIEUX_CITES)
                .map(|e| libelle_etablissement(&e.nom, &e.uai))
                .collect();
            return Err(RepertoireErreur::PlusieursLieux { lieux }.into());
        }
        (None, _) if lieu.trim().is_empty() => return Err(defaut(DefautChamp::Vide).into()),
        (None, _) => return Err(defaut(DefautChamp::Inconnu).into()),
    };
    let etablissement = libelle_etablissement(&trouve.nom, &trouve.uai);
    let ajoute = connu.connu.etablissement != Some(trouve.id)
        && store::rattachements::ajouter(&tx, id, trouve.id)
            .await
            .map_err(erreur_store)?;
    if !ajoute {
        return Err(RepertoireErreur::DejaRattachee { etablissement }.into());
    }
    let lieu = (trouve.uai.as_str(), etablissement);
    conclure_rattachement(tx, services, acteur, (id, &connu), lieu, true).await
}

/// Takes an attachment à titre secondaire away.
///
/// # Errors
/// As [`modifier`]; [`RepertoireErreur::FicheChangee`] when somebody took it away first.
pub async fn detacher(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
    version: i32,
    etablissement: EtablissementId,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = fiche(&tx, acteur.academie, id).await?;
    tenir_ouverte(&tx, acteur, id, version).await?;
    let actuels = store::rattachements::de(&tx, id)
        .await
        .map_err(erreur_store)?;
    let Some(actuel) = actuels
        .into_iter()
        .find(|r| r.etablissement == etablissement)
    else {
        return Err(RepertoireErreur::FicheChangee.into());
    };
    store::rattachements::retirer(&tx, id, etablissement)
        .await
        .map_err(erreur_store)?;
    let lieu = (actuel.uai.as_str(), actuel.libelle.clone());
    conclure_rattachement(tx, services, acteur, (id, &connu), lieu, false).await
}

/// Holds a person at the version that was seen, who was not merged into somebody else.
async fn tenir_ouverte(
    tx: &Ecriture,
    acteur: &Acteur,
    id: IntervenantId,
    version: i32,
) -> Result<(), Erreur> {
    let tenu = store::intervenants::tenir(tx, acteur.academie, id, version)
        .await
        .map_err(erreur_store)?;
    if !tenu {
        return Err(RepertoireErreur::FicheChangee.into());
    }
    let fusions = store::doublons::fusions(tx, acteur.academie, Some(id), None)
        .await
        .map_err(erreur_store)?;
    if fusions.iter().any(|f| f.absorbe == id) {
        return Err(RepertoireErreur::Fusionnee.into());
    }
    Ok(())
}

/// Counts, traces and tells that an attachment was made, or taken away.
async fn conclure_rattachement(
    tx: Ecriture,
    services: &Services,
    acteur: &Acteur,
    (id, connu): (IntervenantId, &FicheGardee),
    (uai, etablissement): (&str, String),
    ajoute: bool,
) -> Result<(), Erreur> {
    let action = if ajoute {
        "intervenant.rattacher"
    } else {
        "intervenant.detacher"
    };
    let ecrire = async {
        store::rattachements::compter(&tx, [id]).await?;
        let details = json!({ "uai": uai });
        let objet = ("intervenant", id.0);
        tracer(&tx, services, acteur, action, objet, &details).await?;
        let fait = FaitRepertoire::Rattache {
            nom: nom_complet(&connu.connu.nom, &connu.connu.prenom),
            etablissement,
            ajoute,
        };
        dire(&tx, services, acteur.compte, fait).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// Opens the account of a person, whose sign-in name is their address, and sends them the
/// link by which they choose its password.
///
/// # Errors
/// [`RepertoireErreur::CompteDejaOuvert`], [`RepertoireErreur::SansAdresse`],
/// [`RepertoireErreur::Fermee`], [`RepertoireErreur::Fusionnee`],
/// [`Erreur::Compte`] when the sign-in name is taken, and as [`modifier`].
pub async fn ouvrir_compte(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let lecture = services.store.lecture();
    let connu = fiche(lecture, acteur.academie, id).await?;
    if connu.compte.is_some() {
        return Err(RepertoireErreur::CompteDejaOuvert.into());
    }
    let n = &connu.connu;
    if !n.actif {
        let fusions = store::doublons::fusions(lecture, acteur.academie, Some(id), None)
            .await
            .map_err(erreur_store)?;
        let fusionnee = fusions.iter().any(|f| f.absorbe == id);
        return Err(if fusionnee {
            RepertoireErreur::Fusionnee.into()
        } else {
            RepertoireErreur::Fermee.into()
        });
    }
    let mel = adresse_d_envoi(&n.mel_professionnel, &n.mel_personnel)
        .ok_or(RepertoireErreur::SansAdresse)?
        .to_owned();
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let nom = nom_complet(&n.nom, &n.prenom);
    let demande = DemandeCompte {
        academie: Some(academie.code),
        identifiant: mel.clone(),
        nom: nom.clone(),
        mel: mel.clone(),
        roles: vec![Role::Intervenant],
        uai: None,
        matricule: Some(n.matricule.clone()),
    };
    let mut nouveau = preparer_compte(services, &demande).await?;
    nouveau.mot_de_passe = condense_inutilisable(services)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    if !store::intervenants::tenir(&tx, acteur.academie, id, connu.version)
        .await
        .map_err(erreur_store)?
    {
        return Err(RepertoireErreur::FicheChangee.into());
    }
    // Somebody may have opened it while this waited for its turn.
    if fiche(&tx, acteur.academie, id).await?.compte.is_some() {
        return Err(RepertoireErreur::CompteDejaOuvert.into());
    }
    let compte = inserer(&tx, services, &nouveau, Some(acteur.compte)).await?;
    let a_qui = Destinataire {
        compte,
        intervenant: Some(id),
        nom: &nom,
        mel: &mel,
    };
    let par = (acteur.academie, Some(acteur.compte));
    ecrire_et_envoyer(&tx, services, par, &a_qui, &nouveau.mot_de_passe).await?;
    let ecrire = async {
        let fait = FaitRepertoire::CompteOuvert {
            nom: nom.clone(),
            mel: mel.clone(),
        };
        dire(&tx, services, acteur.compte, fait).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}
