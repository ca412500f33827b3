//! What the administrateur settles for their académie: texts, numbers, the logo; each change
//! kept, looked at before it is made, and taken back by another one
//! (docs/decisions/0025-parametres.md).

use crate::conservation::a_partir;
use crate::services::{Services, dans_le_fuseau, erreur_store, interne, tracer};
use crate::signatures::refusee;
use documents::signature::Source;
use domain::{
    AcademieId, Acteur, BrouillonTexte, ConvocationId, Erreur, Fait, FaitParametre, GesteParametre,
    GroupeTexte, IMAGE_OCTETS_MAX, ImageRefusee, Lettre, LigneNombre, LigneParametre, LogoId,
    LogoVu, Moment, NombreRegle, Nombres, PARAMETRE_HISTORIQUE, PageLogo, PageNombres, PageTexte,
    Parametre, ParametreErreur, Recadrage, TexteRegle, TypeMission, VersionParametre,
};
use mail::GenreApercu;
use serde_json::json;
use std::collections::HashMap;
use store::parametres::Changement;
use store::{ConnectionTrait, Ecriture, ErreurStore};

fn exiger(acteur: &Acteur) -> Result<AcademieId, Erreur> {
    acteur.academie_reglee().ok_or(Erreur::Interdit)
}

/// A text as the service has it.
#[must_use]
pub fn texte_d_origine(texte: TexteRegle) -> &'static str {
    match texte.groupe() {
        GroupeTexte::Lettre => documents::contenu::texte_d_origine(texte),
        GroupeTexte::Convocation
        | GroupeTexte::Rappel
        | GroupeTexte::Annulation
        | GroupeTexte::Recapitulatif
        | GroupeTexte::Competences
        | GroupeTexte::Invitation => mail::texte_d_origine(texte),
    }
}

/// What the mails that are of no letter say in an académie, as they leave.
pub(crate) async fn habillage(
    services: &Services,
    academie: AcademieId,
) -> Result<mail::Habillage, Erreur> {
    let lecture = services.store.lecture();
    let lire = async {
        let modele = store::parametres::modele(lecture, academie, None).await?;
        let academie = store::academies::par_id(lecture, academie).await?;
        Ok(mail::Habillage {
            modele,
            academie: academie.map(|a| a.nom).unwrap_or_default(),
        })
    };
    lire.await.map_err(erreur_store)
}

/// The numbers as the service has them.
fn du_service(services: &Services) -> Nombres {
    let limites = &services.reglages.limites;
    Nombres {
        envoi_delai: limites.envoi_delai,
        rappel_jours: limites.rappel_jours,
        santorin_jours: limites.santorin.jours,
        image_octets: IMAGE_OCTETS_MAX,
        conservation: limites.conservation,
    }
}

/// The numbers that hold in an académie: those of the service, but for those it settled. For
/// one use case: nothing of it is kept longer.
pub(crate) async fn nombres(
    services: &Services,
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Result<Nombres, ErreurStore> {
    let regles = store::parametres::nombres(conn, academie).await?;
    Ok(regles
        .into_iter()
        .fold(du_service(services), |n, (nombre, valeur)| {
            n.avec(nombre, valeur)
        }))
}

// ------------------------------------------------------------------------ reading

async fn fuseau(services: &Services, academie: AcademieId) -> Result<String, Erreur> {
    let academie = store::academies::par_id(services.store.lecture(), academie)
        .await
        .map_err(erreur_store)?;
    Ok(academie.map(|a| a.fuseau).unwrap_or_default())
}

fn date(fuseau: &str, moment: Moment) -> String {
    dans_le_fuseau(fuseau, moment)
        .format("%d/%m/%Y %H:%M")
        .to_string()
}

/// What the académie has settled, and what it has not.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur.
pub async fn index(services: &Services, acteur: &Acteur) -> Result<Vec<LigneParametre>, Erreur> {
    let academie = exiger(acteur)?;
    let fuseau = fuseau(services, academie).await?;
    let actuels = store::parametres::actuels(services.store.lecture(), academie)
        .await
        .map_err(erreur_store)?;
    let nombres_du_service = du_service(services);
    let tous = TexteRegle::TOUS
        .into_iter()
        .map(Parametre::Texte)
        .chain([Parametre::Logo])
        .chain(NombreRegle::TOUS.into_iter().map(Parametre::Nombre));
    Ok(tous
        .map(|parametre| {
            let change = actuels.iter().find(|c| c.parametre == parametre);
            let propre = change.and_then(|c| c.valeur.clone());
            let origine = || match parametre {
                Parametre::Texte(texte) => texte_d_origine(texte).to_owned(),
                Parametre::Nombre(nombre) => nombres_du_service.valeur(nombre).to_string(),
                Parametre::Logo => String::new(),
            };
            LigneParametre {
                parametre,
                propre: propre.is_some(),
                valeur: propre.unwrap_or_else(origine),
                par: change.map(|c| c.auteur.clone()).unwrap_or_default(),
                le: change.map_or_else(String::new, |c| date(&fuseau, c.moment)),
            }
        })
        .collect())
}

/// Changes as a page tells them: those given, latest first, each with what came before it.
fn versions(changements: &[Changement], fuseau: &str) -> Vec<VersionParametre> {
    changements
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let suite = changements.get(i + 1..).unwrap_or_default();
            let avant = suite.iter().find(|a| a.parametre == c.parametre);
            let plus_recents = changements.get(..i).unwrap_or_default();
            VersionParametre {
                rang: c.rang,
                parametre: c.parametre,
                date: date(fuseau, c.moment),
                auteur: c.auteur.clone(),
                avant: avant.and_then(|a| a.valeur.clone()),
                apres: c.valeur.clone(),
                en_vigueur: !plus_recents.iter().any(|p| p.parametre == c.parametre),
            }
        })
        .collect()
}

/// A text with what it was.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur.
pub async fn texte(
    services: &Services,
    acteur: &Acteur,
    texte: TexteRegle,
) -> Result<PageTexte, Erreur> {
    let academie = exiger(acteur)?;
    let fuseau = fuseau(services, academie).await?;
    let changements = store::parametres::historique(
        services.store.lecture(),
        academie,
        Some(Parametre::Texte(texte)),
        PARAMETRE_HISTORIQUE,
    )
    .await
    .map_err(erreur_store)?;
    let dernier = changements.first();
    let origine = texte_d_origine(texte).to_owned();
    let propre = dernier.and_then(|c| c.valeur.clone());
    Ok(PageTexte {
        texte,
        propre: propre.is_some(),
        valeur: propre.unwrap_or_else(|| origine.clone()),
        origine,
        rang: dernier.map_or(0, |c| c.rang),
        par: dernier.map(|c| c.auteur.clone()).unwrap_or_default(),
        le: dernier.map_or_else(String::new, |c| date(&fuseau, c.moment)),
        historique: versions(&changements, &fuseau),
    })
}

/// The numbers, with what they were; when `compter`, with how many things would go now of
/// each kind that is kept, which reads all that there is of them.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur.
pub async fn page_nombres(
    services: &Services,
    acteur: &Acteur,
    compter: bool,
) -> Result<PageNombres, Erreur> {
    let academie = exiger(acteur)?;
    let fuseau = fuseau(services, academie).await?;
    let lecture = services.store.lecture();
    let lire = async {
        let actuels = store::parametres::actuels(lecture, academie).await?;
        let valeurs = nombres(services, lecture, academie).await?;
        let tous = store::parametres::historique(lecture, academie, None, PARAMETRE_HISTORIQUE);
        let tous = tous.await?;
        let mut partants = HashMap::new();
        for nombre in NombreRegle::TOUS {
            if compter && let NombreRegle::Conservation(genre) = nombre {
                let n = a_partir(services, academie, genre, &valeurs.conservation).await?;
                partants.insert(nombre, n);
            }
        }
        Ok((actuels, valeurs, tous, partants))
    };
    let (actuels, valeurs, tous, partants) = lire.await.map_err(erreur_store)?;
    let defauts = du_service(services);
    let lignes = NombreRegle::TOUS
        .into_iter()
        .map(|nombre| {
            let change = actuels
                .iter()
                .find(|c| c.parametre == Parametre::Nombre(nombre));
            LigneNombre {
                nombre,
                valeur: valeurs.valeur(nombre),
                defaut: defauts.valeur(nombre),
                propre: change.is_some_and(|c| c.valeur.is_some()),
                rang: change.map_or(0, |c| c.rang),
                partirait: partants.get(&nombre).copied(),
            }
        })
        .collect();
    let siens: Vec<Changement> = tous
        .into_iter()
        .filter(|c| matches!(c.parametre, Parametre::Nombre(_)))
        .collect();
    Ok(PageNombres {
        lignes,
        comptes: compter,
        historique: versions(&siens, &fuseau),
    })
}

async fn logo_vu(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: LogoId,
) -> Result<Option<LogoVu>, ErreurStore> {
    let logo = store::parametres::logo(conn, academie, id).await?;
    Ok(logo.map(|l| LogoVu {
        id: l.id,
        largeur: l.largeur,
        hauteur: l.hauteur,
    }))
}

/// The logo in use, the one that is tried, and those there were.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur, [`Erreur::Introuvable`] for a
/// logo tried that is not of the académie.
pub async fn page_logo(
    services: &Services,
    acteur: &Acteur,
    essai: Option<LogoId>,
) -> Result<PageLogo, Erreur> {
    let academie = exiger(acteur)?;
    let fuseau = fuseau(services, academie).await?;
    let lecture = services.store.lecture();
    let lire = async {
        let changements = store::parametres::historique(
            lecture,
            academie,
            Some(Parametre::Logo),
            PARAMETRE_HISTORIQUE,
        )
        .await?;
        let actuel = changements
            .first()
            .and_then(|c| c.valeur.as_ref()?.parse().ok());
        let logo = match actuel {
            Some(id) => logo_vu(lecture, academie, LogoId(id)).await?,
            None => None,
        };
        let trouve = match essai {
            Some(id) => logo_vu(lecture, academie, id).await?,
            None => None,
        };
        let n = nombres(services, lecture, academie).await?;
        Ok((changements, logo, trouve, n))
    };
    let (changements, logo, trouve, n) = lire.await.map_err(erreur_store)?;
    if essai.is_some() && trouve.is_none() {
        return Err(Erreur::Introuvable);
    }
    Ok(PageLogo {
        logo,
        essai: trouve,
        maximum_ko: n.valeur(NombreRegle::ImageKo),
        rang: changements.first().map_or(0, |c| c.rang),
        historique: versions(&changements, &fuseau),
    })
}

/// The PNG of a logo of the académie.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur, [`Erreur::Introuvable`] when
/// there is none.
pub async fn image_du_logo(
    services: &Services,
    acteur: &Acteur,
    id: LogoId,
) -> Result<Vec<u8>, Erreur> {
    let academie = exiger(acteur)?;
    store::parametres::image_du_logo(services.store.lecture(), academie, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)
}

/// The logo of a letter, for whoever may read the letter.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not for the actor, or has no logo.
pub async fn logo_de_lettre(
    services: &Services,
    acteur: &Acteur,
    convocation: ConvocationId,
) -> Result<Vec<u8>, Erreur> {
    let lettre = crate::lettres::lire(services, acteur, convocation).await?;
    let png = lettre.modele.logo_png.to_vec();
    if png.is_empty() {
        return Err(Erreur::Introuvable);
    }
    Ok(png)
}

// ------------------------------------------------------------------------ looking

/// A letter of the académie to show something on: the one asked for, else the latest that has
/// it, else a specimen. It has no link and no code: nobody is convoked by it.
async fn exemple(
    services: &Services,
    acteur: &Acteur,
    academie: AcademieId,
    reference: &str,
    types: &[TypeMission],
) -> Result<Lettre, Erreur> {
    let jour = services.aujourd_hui(academie).await?;
    let mut lettre = if reference.trim().is_empty() {
        let lecture = services.store.lecture();
        let lire = async {
            let Some(id) = store::parametres::exemple(lecture, academie, types).await? else {
                return Ok(None);
            };
            let lettres = store::convocations::lettres(lecture, &[id], jour).await?;
            Ok(lettres.into_iter().next())
        };
        match lire.await.map_err(erreur_store)? {
            Some(lettre) => lettre,
            None => {
                let academie = store::academies::par_id(lecture, academie)
                    .await
                    .map_err(erreur_store)?
                    .ok_or(Erreur::Introuvable)?;
                let genre = types.first().copied().unwrap_or(TypeMission::Coec);
                documents::specimen_complet(&academie, genre, jour)
            }
        }
    } else {
        let inconnue = || Erreur::from(ParametreErreur::ReferenceInconnue);
        let (numero, id) = domain::lire_reference(reference.trim()).ok_or_else(inconnue)?;
        let lettre = match crate::lettres::lire(services, acteur, id).await {
            Err(Erreur::Introuvable) => return Err(inconnue()),
            autre => autre?,
        };
        if lettre.mission.numero != numero {
            return Err(inconnue());
        }
        lettre
    };
    lettre.remplace = None;
    lettre.liens = None;
    // Of one that was made too: what is looked at is what a new one would be.
    lettre.modele = store::parametres::modele(services.store.lecture(), academie, None)
        .await
        .map_err(erreur_store)?;
    Ok(lettre)
}

/// A text as it is kept, when it may be: with what it must have, and on a letter that keeps
/// its page.
async fn lire_texte(
    services: &Services,
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    texte: TexteRegle,
    saisi: &str,
) -> Result<String, Erreur> {
    let propre = texte.lire_saisi(saisi)?;
    let propre = if texte.est_sujet() {
        propre.replace(['\u{a0}', '\u{202f}'], " ")
    } else {
        documents::texte::typographie(&propre).into_owned()
    };
    if texte.groupe() == GroupeTexte::Lettre {
        let jour = crate::services::jour_local(conn, academie, services.maintenant())
            .await
            .map_err(erreur_store)?;
        let lire = async {
            let academie_lue = store::academies::par_id(conn, academie).await?;
            let modele = store::parametres::modele(conn, academie, None).await?;
            Ok((academie_lue, modele))
        };
        let (academie, modele) = lire.await.map_err(erreur_store)?;
        let academie = academie.ok_or(Erreur::Introuvable)?;
        let types: Vec<TypeMission> = [TypeMission::Coec, TypeMission::Sscan]
            .into_iter()
            .filter(|t| texte.se_lit_sur(*t))
            .collect();
        let modele = modele.avec(texte, Some(propre.clone()));
        let polices = services.polices.clone();
        let deborde = tokio::task::spawn_blocking(move || {
            types.into_iter().any(|genre| {
                let mut lettre = documents::specimen_complet(&academie, genre, jour);
                lettre.modele = modele.clone();
                documents::lettre::pages(&lettre, &polices) > 1
            })
        })
        .await
        .map_err(|e| interne("parametres", &e))?;
        if deborde {
            return Err(ParametreErreur::DeuxPages.into());
        }
    }
    Ok(propre)
}

/// What a text would look like: on the letter, and in the mail when it is of one.
#[derive(Clone, Debug)]
pub struct Apercu {
    /// A letter, with the text.
    pub lettre: Lettre,
    /// The mail that has it; none for a text of the letter alone: then the convocation's.
    pub mail: mail::Apercu,
}

/// Shows a text before it is saved.
///
/// # Errors
/// [`Erreur::Parametre`] when it may not be saved, or the convocation asked for is not to be
/// found; [`Erreur::Interdit`] for anybody but the administrateur.
pub async fn apercu(
    services: &Services,
    acteur: &Acteur,
    texte: TexteRegle,
    brouillon: &BrouillonTexte,
) -> Result<Apercu, Erreur> {
    let academie = exiger(acteur)?;
    let lecture = services.store.lecture();
    let propre = lire_texte(services, lecture, academie, texte, &brouillon.valeur).await?;
    let types: Vec<TypeMission> = TypeMission::TOUS
        .into_iter()
        .filter(|t| texte.se_lit_sur(*t))
        .collect();
    let mut lettre = exemple(services, acteur, academie, &brouillon.reference, &types).await?;
    lettre.modele = lettre.modele.avec(texte, Some(propre));
    let genre = match texte.groupe() {
        GroupeTexte::Lettre | GroupeTexte::Convocation => GenreApercu::Convocation,
        GroupeTexte::Rappel => GenreApercu::Rappel,
        GroupeTexte::Annulation => GenreApercu::Annulation,
        GroupeTexte::Recapitulatif => GenreApercu::Recapitulatif,
        GroupeTexte::Competences => GenreApercu::Competences,
        GroupeTexte::Invitation => GenreApercu::Invitation,
    };
    Ok(Apercu {
        mail: mail::apercevoir(&lettre, genre, &services.reglages.identite),
        lettre,
    })
}

/// A letter that bears a logo before it is in use.
///
/// # Errors
/// As [`image_du_logo`].
pub async fn apercu_logo(
    services: &Services,
    acteur: &Acteur,
    id: LogoId,
) -> Result<Lettre, Erreur> {
    let png = image_du_logo(services, acteur, id).await?;
    let academie = exiger(acteur)?;
    let mut lettre = exemple(services, acteur, academie, "", &TypeMission::TOUS).await?;
    lettre.modele.logo_png = png.into();
    Ok(lettre)
}

/// A letter that is only looked at, as a PDF: nothing is noted as printed.
///
/// # Errors
/// [`Erreur::Interne`] when it cannot be made.
pub async fn en_pdf(services: &Services, lettre: Lettre) -> Result<Vec<u8>, Erreur> {
    let polices = services.polices.clone();
    tokio::task::spawn_blocking(move || documents::lettre::pdf(&lettre, &polices))
        .await
        .map_err(|e| interne("pdf", &e))?
        .map_err(|e| interne("pdf", &e))
}

// ------------------------------------------------------------------------ writing

/// Makes a change, if nobody changed that parameter since the change `vue`; one that changes
/// nothing is none.
async fn changer(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    academie: AcademieId,
    (parametre, vue): (Parametre, i64),
    valeur: Option<String>,
    geste: GesteParametre,
) -> Result<bool, Erreur> {
    let avancer = async {
        let rang = store::parametres::avancer(tx, academie).await?;
        let actuel = store::parametres::actuel(tx, academie, parametre).await?;
        Ok((rang, actuel))
    };
    let (rang, actuel) = avancer.await.map_err(erreur_store)?;
    if actuel.as_ref().map_or(0, |c| c.rang) != vue {
        let fuseau = store::academies::par_id(tx, academie)
            .await
            .map_err(erreur_store)?
            .map(|a| a.fuseau)
            .unwrap_or_default();
        let (par, le) = actuel
            .map(|c| (c.auteur, date(&fuseau, c.moment)))
            .unwrap_or_default();
        let saisi = String::new();
        return Err(ParametreErreur::Change { par, le, saisi }.into());
    }
    let avant = actuel.and_then(|c| c.valeur);
    if avant == valeur {
        return Ok(false);
    }
    let maintenant = services.maintenant();
    let action = match geste {
        GesteParametre::Change => "parametre.changer",
        GesteParametre::Revenu => "parametre.revenir",
        GesteParametre::Retabli => "parametre.retablir",
    };
    let details = json!({ "parametre": parametre.code(), "avant": avant, "apres": valeur });
    let ecrire = async {
        let change = (parametre, valeur.as_deref());
        store::parametres::changer(tx, academie, rang, change, acteur.compte, maintenant).await?;
        if parametre == Parametre::Nombre(NombreRegle::SantorinJours) {
            // What clients of the API know ends on other days.
            store::santorin::marquer_l_academie(tx, academie).await?;
        }
        let objet = ("parametre", rang);
        tracer(tx, services, acteur, action, objet, &details).await?;
        let fait = Fait::Parametre(FaitParametre { parametre, geste });
        store::messages::ajouter(tx, acteur.compte, maintenant, &fait).await
    };
    ecrire.await.map_err(erreur_store)?;
    Ok(true)
}

/// Settles a text, if nobody changed it since the change `vue`.
///
/// # Errors
/// [`Erreur::Parametre`] naming what is wrong, or who changed it meanwhile;
/// [`Erreur::Interdit`] for anybody but the administrateur.
pub async fn enregistrer_texte(
    services: &Services,
    acteur: &Acteur,
    texte: TexteRegle,
    vue: i64,
    saisi: &str,
) -> Result<(), Erreur> {
    let academie = exiger(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    tenir(&tx, academie).await?;
    let propre = lire_texte(services, &tx, academie, texte, saisi).await?;
    // The service's own words, typed again, are the service's.
    let valeur = (propre != texte_d_origine(texte)).then_some(propre);
    let geste = if valeur.is_some() {
        GesteParametre::Change
    } else {
        GesteParametre::Revenu
    };
    let quoi = (Parametre::Texte(texte), vue);
    if changer(&tx, services, acteur, academie, quoi, valeur, geste).await? {
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(())
}

/// Before a text is measured among the others: of two administrateurs, the second one sees
/// what the first one settled.
async fn tenir(tx: &Ecriture, academie: AcademieId) -> Result<(), Erreur> {
    store::academies::tenir(tx, academie)
        .await
        .map_err(erreur_store)
}

/// Settles a number, if nobody changed it since the change `vue`; an empty field gives it
/// back to the service.
///
/// # Errors
/// As [`enregistrer_texte`].
pub async fn enregistrer_nombre(
    services: &Services,
    acteur: &Acteur,
    nombre: NombreRegle,
    vue: i64,
    saisi: &str,
) -> Result<(), Erreur> {
    let academie = exiger(acteur)?;
    let valeur = nombre.lire_saisi(saisi)?.map(|n| n.to_string());
    let geste = if valeur.is_some() {
        GesteParametre::Change
    } else {
        GesteParametre::Revenu
    };
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let quoi = (Parametre::Nombre(nombre), vue);
    let change = changer(&tx, services, acteur, academie, quoi, valeur, geste)
        .await
        .map_err(|e| match e {
            // No draft keeps it: the refusal does.
            Erreur::Parametre(ParametreErreur::Change { par, le, .. }) => {
                let saisi = domain::texte::abreger(saisi.trim(), 20);
                ParametreErreur::Change { par, le, saisi }.into()
            }
            autre => autre,
        })?;
    if change {
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(())
}

/// Puts a parameter back as it became by the change `rang`, or as the service has it for 0;
/// if nobody changed it since the change `vue`.
///
/// # Errors
/// As [`enregistrer_texte`]; [`Erreur::Introuvable`] for a change that is not of it.
pub async fn retablir(
    services: &Services,
    acteur: &Acteur,
    parametre: Parametre,
    vue: i64,
    rang: i64,
) -> Result<(), Erreur> {
    let academie = exiger(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    tenir(&tx, academie).await?;
    let valeur = if rang == 0 {
        None
    } else {
        store::parametres::changement(&tx, academie, rang)
            .await
            .map_err(erreur_store)?
            .filter(|c| c.parametre == parametre)
            .ok_or(Erreur::Introuvable)?
            .valeur
    };
    let geste = if valeur.is_some() {
        GesteParametre::Retabli
    } else {
        GesteParametre::Revenu
    };
    // Bounds and limits may have been others when it was settled, and so may the other texts.
    let valeur = match (parametre, valeur) {
        (Parametre::Texte(texte), Some(v)) => {
            Some(lire_texte(services, &tx, academie, texte, &v).await?)
        }
        (Parametre::Nombre(nombre), Some(v)) => nombre.lire_saisi(&v)?.map(|n| n.to_string()),
        (_, valeur) => valeur,
    };
    let quoi = (parametre, vue);
    if changer(&tx, services, acteur, academie, quoi, valeur, geste).await? {
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(())
}

/// Receives the file of a logo: recognised by its content, decoded within bounds, written
/// anew without anything but its pixels. It is in use once it is chosen.
///
/// # Errors
/// [`ParametreErreur::Image`], and as [`enregistrer_texte`].
pub async fn deposer_logo(
    services: &Services,
    acteur: &Acteur,
    octets: Vec<u8>,
    total: usize,
) -> Result<LogoId, Erreur> {
    let academie = exiger(acteur)?;
    let n = nombres(services, services.store.lecture(), academie)
        .await
        .map_err(erreur_store)?;
    if total > n.image_octets {
        let refus = ImageRefusee::TropLourdeIci {
            octets: total,
            maximum: n.image_octets,
        };
        return Err(ParametreErreur::Image(refus).into());
    }
    let (png, taille) = tokio::task::spawn_blocking(move || {
        let logo = Source::lire(&octets)?.preparer(Recadrage {
            fond_transparent: false,
            ..Recadrage::default()
        })?;
        Ok::<_, documents::ErreurImage>((logo.en_png()?, (logo.largeur(), logo.hauteur())))
    })
    .await
    .map_err(|e| interne("logo", &e))?
    .map_err(|e| Erreur::from(ParametreErreur::Image(refusee(e))))?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let id = store::parametres::deposer_logo(&tx, academie, acteur.compte, png, taille, maintenant)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(id)
}

/// Puts a logo in use, if nobody changed it since the change `vue`.
///
/// # Errors
/// As [`enregistrer_texte`]; [`Erreur::Introuvable`] for a logo that is not of the académie.
pub async fn choisir_logo(
    services: &Services,
    acteur: &Acteur,
    vue: i64,
    id: LogoId,
) -> Result<(), Erreur> {
    let academie = exiger(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::parametres::logo(&tx, academie, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let quoi = (Parametre::Logo, vue);
    let valeur = Some(id.to_string());
    let geste = GesteParametre::Change;
    if changer(&tx, services, acteur, academie, quoi, valeur, geste).await? {
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(())
}
