//! *Signature établissement* and *Signature centre pour la convocation*: recording who
//! signs, from a draft that is looked at on a letter first.

use crate::services::{Services, dans_le_fuseau, erreur_store, interne, tracer};
use documents::ErreurImage;
use documents::signature::{ImageSignature, Source, lire_png};
use domain::{
    Acteur, BrouillonSignature, ConvocationId, Erreur, Etablissement, EtablissementId,
    EtatSignature, Fait, GenreService, GesteSignature, IMAGE_OCTETS_MAX, ImageRefusee, Lettre,
    LigneHistoriqueSignature, Mission, Moment, NaiveDate, PageSaisieSignature, PageSignatures,
    Recadrage, SaisieSignature, Signataire, Signature, SignatureDeMission, SignatureErreur,
    SignatureGardee, SignatureId, SignatureLettre, Validite, etats_des_signatures,
    libelle_etablissement,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::ConnectionTrait;
use store::signatures::{Brouillon, CleBrouillon, NouvelleSignature};

/// Lines of history read at most.
const LIGNES: u32 = 200;

/// Where a signature is recorded: what every function here asks for first.
struct Lieu {
    etablissement: Etablissement,
    signataire: Signataire,
    fuseau: String,
}

impl Lieu {
    /// The établissement asked for, among those for which the actor signs; the first of
    /// them when none is.
    async fn trouver(
        services: &Services,
        acteur: &Acteur,
        signataire: Signataire,
        etablissement: Option<EtablissementId>,
    ) -> Result<Self, Erreur> {
        let siens = acteur.signe_pour(signataire);
        let premier = siens.first().copied().ok_or(Erreur::Interdit)?;
        let id = etablissement.unwrap_or(premier);
        if !siens.contains(&id) {
            return Err(Erreur::Introuvable);
        }
        let lecture = services.store.lecture();
        let lire = async {
            let etablissement = store::etablissements::par_id(lecture, acteur.academie, id).await?;
            let academie = store::academies::par_id(lecture, acteur.academie).await?;
            Ok(etablissement.zip(academie))
        };
        let (etablissement, academie) = lire
            .await
            .map_err(erreur_store)?
            .ok_or(Erreur::Introuvable)?;
        Ok(Self {
            etablissement,
            signataire,
            fuseau: academie.fuseau,
        })
    }

    fn id(&self) -> EtablissementId {
        self.etablissement.id
    }

    fn nom(&self) -> String {
        libelle_etablissement(&self.etablissement.nom, &self.etablissement.uai)
    }

    fn date(&self, moment: Moment) -> String {
        dans_le_fuseau(&self.fuseau, moment)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    }

    fn aujourd_hui(&self, services: &Services) -> NaiveDate {
        dans_le_fuseau(&self.fuseau, services.maintenant()).date()
    }

    /// The kind of thing, for the audit trail.
    fn objet(&self) -> String {
        format!("signature.{}", self.signataire.code())
    }

    const fn cle(&self, acteur: &Acteur) -> CleBrouillon {
        CleBrouillon {
            compte: acteur.compte,
            etablissement: self.etablissement.id,
            signataire: self.signataire,
        }
    }
}

/// What the audit trail keeps of a signature.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Details {
    /// Its key.
    signature: i64,
    nom: String,
    qualite: String,
    delegation: bool,
    du: Option<NaiveDate>,
    au: Option<NaiveDate>,
    /// The key of the one it takes the place of.
    #[serde(default)]
    remplace: Option<i64>,
}

impl Details {
    fn de(s: &Signature) -> Self {
        Self {
            signature: s.id.0,
            nom: nom_signe(&s.prenom, &s.nom),
            qualite: s.qualite.clone(),
            delegation: s.delegation,
            du: s.valide_du,
            au: s.valide_au,
            remplace: None,
        }
    }
}

/// `Claire MARTIN`.
fn nom_signe(prenom: &str, nom: &str) -> String {
    format!("{prenom} {nom}").trim().to_owned()
}

// ------------------------------------------------------------------------- reading

/// The signatures of an établissement: those recorded, the one in use, what was done.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who signs for nobody, [`Erreur::Introuvable`] for an
/// établissement that is not theirs.
pub async fn page(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: Option<EtablissementId>,
) -> Result<PageSignatures, Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, etablissement).await?;
    let lecture = services.store.lecture();
    let jour = lieu.aujourd_hui(services);
    let lire = async {
        // Before what it prints: a change in between is then seen as one.
        let version = store::signatures::version(lecture, lieu.id(), signataire).await?;
        let gardees = store::signatures::lister(lecture, lieu.id(), signataire).await?;
        let service =
            store::ouvertures::service(lecture, lieu.id(), GenreService::Signature).await?;
        let missions = store::signatures::missions(lecture, lieu.id(), signataire).await?;
        let brouillon = store::signatures::brouillon(lecture, lieu.cle(acteur)).await?;
        let mut traces =
            store::piste::de_l_objet(lecture, &lieu.objet(), lieu.id().0, LIGNES).await?;
        let service_ouvert = crate::ouvertures::objet(GenreService::Signature);
        traces
            .extend(store::piste::de_l_objet(lecture, service_ouvert, lieu.id().0, LIGNES).await?);
        let mut etablissements = Vec::new();
        for id in acteur.signe_pour(signataire) {
            if let Some(e) = store::etablissements::par_id(lecture, acteur.academie, id).await? {
                etablissements.push((id, libelle_etablissement(&e.nom, &e.uai)));
            }
        }
        Ok((
            version,
            gardees,
            service.service.etat(jour),
            missions,
            brouillon.is_some(),
            traces,
            etablissements,
        ))
    };
    let (version, gardees, service, missions, brouillon, mut traces, etablissements) =
        lire.await.map_err(erreur_store)?;
    let validites: Vec<Validite> = gardees
        .iter()
        .map(|g| Validite {
            du: g.valide_du,
            au: g.valide_au,
            retiree: g.retiree,
        })
        .collect();
    let signatures = gardees
        .into_iter()
        .zip(etats_des_signatures(&validites, jour))
        .map(|(g, etat)| SignatureGardee {
            id: g.id,
            civilite: g.civilite,
            nom: g.nom,
            prenom: g.prenom,
            qualite: g.qualite,
            delegation: g.delegation,
            image: g.image,
            valide_du: g.valide_du,
            valide_au: g.valide_au,
            etat,
            lettres: g.lettres,
            date: lieu.date(g.cree_le),
            auteur: g.auteur,
        })
        .collect();
    traces.sort_by_key(|(t, _)| core::cmp::Reverse(t.moment));
    let historique = traces
        .into_iter()
        .filter_map(|(trace, auteur)| {
            ligne_d_historique(&trace.action, &trace.details).map(|(geste, qui, du, au)| {
                LigneHistoriqueSignature {
                    date: lieu.date(trace.moment),
                    auteur,
                    geste,
                    qui,
                    du,
                    au,
                }
            })
        })
        .collect();
    Ok(PageSignatures {
        signataire,
        etablissement: lieu.id(),
        nom: lieu.nom(),
        etablissements,
        service,
        version,
        missions,
        signatures,
        brouillon,
        historique,
    })
}

type Racontee = (GesteSignature, String, Option<NaiveDate>, Option<NaiveDate>);

/// A line of the audit trail as the page tells it; none for what this version does not know.
fn ligne_d_historique(action: &str, details: &str) -> Option<Racontee> {
    if let Some(geste) = match action {
        "service.ouvrir" => Some(GesteSignature::ServiceOuvert),
        "service.fermer" => Some(GesteSignature::ServiceFerme),
        _ => None,
    } {
        let s: crate::ouvertures::Details = serde_json::from_str(details).unwrap_or_default();
        return Some((geste, String::new(), s.du, s.au));
    }
    let d: Details = serde_json::from_str(details).unwrap_or_default();
    let geste = match action {
        "signature.enregistrer" if d.remplace.is_some() => GesteSignature::Remplacee,
        "signature.enregistrer" => GesteSignature::Enregistree,
        "signature.retirer" => GesteSignature::Retiree,
        "signature.remettre" => GesteSignature::Remise,
        _ => return None,
    };
    Some((geste, format!("{}, {}", d.nom, d.qualite), d.du, d.au))
}

/// The image of a recorded signature, as a PNG.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not for the actor, or has no image.
pub async fn image(
    services: &Services,
    acteur: &Acteur,
    id: SignatureId,
) -> Result<Vec<u8>, Erreur> {
    let signature = la_sienne(services.store.lecture(), acteur, id).await?;
    if signature.image_png.is_empty() {
        return Err(Erreur::Introuvable);
    }
    Ok(signature.image_png)
}

/// The image of the signature of a letter, for whoever may read the letter.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not for the actor, or has no image.
pub async fn image_de_lettre(
    services: &Services,
    acteur: &Acteur,
    convocation: ConvocationId,
) -> Result<Vec<u8>, Erreur> {
    let lettre = crate::lettres::lire(services, acteur, convocation).await?;
    lettre
        .signature
        .map(|s| s.image_png.to_vec())
        .filter(|png| !png.is_empty())
        .ok_or(Erreur::Introuvable)
}

/// A signature that the actor may record in the place of.
async fn la_sienne(
    connexion: &impl ConnectionTrait,
    acteur: &Acteur,
    id: SignatureId,
) -> Result<Signature, Erreur> {
    store::signatures::par_id(connexion, id)
        .await
        .map_err(erreur_store)?
        .filter(|s| acteur.signe_pour(s.signataire).contains(&s.etablissement))
        .ok_or(Erreur::Introuvable)
}

/// What the letters of a mission will bear today, for its page.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn de_la_mission(
    services: &Services,
    acteur: &Acteur,
    mission: &Mission,
) -> Result<SignatureDeMission, Erreur> {
    let lecture = services.store.lecture();
    let jour = services.aujourd_hui(acteur.academie).await?;
    let signataire = mission.ligne.signataire;
    let lire = async {
        let service =
            store::ouvertures::service(lecture, mission.centre, GenreService::Signature).await?;
        if !service.service.etat(jour).est_ouvert() {
            return Ok(EtatSignature::ServiceFerme);
        }
        let s = store::signatures::pour(lecture, mission.centre, signataire, jour).await?;
        Ok(
            s.map_or(EtatSignature::Absente, |s| EtatSignature::Presente {
                nom: nom_signe(&s.prenom, &s.nom),
                image: !s.image_png.is_empty(),
            }),
        )
    };
    Ok(SignatureDeMission {
        etat: lire.await.map_err(erreur_store)?,
        a_moi: acteur.signe_pour(signataire).contains(&mission.centre),
        etablissement: mission.centre,
    })
}

// -------------------------------------------------------------------------- drafts

/// What a form sends as its image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageDonnee {
    /// Nothing new: the draft's stays.
    Inchangee,
    /// A file.
    Fichier(Vec<u8>),
    /// Strokes, as [`domain::ecrire_dessin`] writes them.
    Dessin(String),
    /// None any more: to be signed by hand.
    Aucune,
    /// More than can be received.
    TropLourde(usize),
}

pub(crate) fn refusee(e: ErreurImage) -> ImageRefusee {
    match e {
        ErreurImage::TropLourde { octets, .. } => ImageRefusee::TropLourde { octets },
        ErreurImage::TropGrande {
            largeur, hauteur, ..
        } => ImageRefusee::TropGrande { largeur, hauteur },
        ErreurImage::PasUnPng | ErreurImage::FormatInconnu => ImageRefusee::FormatInconnu,
        ErreurImage::Illisible => ImageRefusee::Illisible,
        ErreurImage::Vide => ImageRefusee::Vide,
    }
}

/// The images that a draft keeps: what was given, and what is made of it.
struct Images {
    source: Vec<u8>,
    image: Vec<u8>,
}

/// Makes an image ready, off the async workers.
async fn preparer(
    donnee: ImageDonnee,
    recadrage: Recadrage,
    maximum: usize,
) -> Result<Result<Images, SignatureErreur>, Erreur> {
    tokio::task::spawn_blocking(move || {
        let source = match donnee {
            ImageDonnee::Fichier(octets) => Source::lire(&octets),
            ImageDonnee::Dessin(texte) => Source::dessinee(&domain::lire_dessin(&texte)?),
            ImageDonnee::TropLourde(octets) => {
                return Err(SignatureErreur::Image(if maximum < IMAGE_OCTETS_MAX {
                    ImageRefusee::TropLourdeIci { octets, maximum }
                } else {
                    ImageRefusee::TropLourde { octets }
                }));
            }
            ImageDonnee::Inchangee | ImageDonnee::Aucune => {
                return Ok(Images {
                    source: Vec::new(),
                    image: Vec::new(),
                });
            }
        };
        let images = || {
            let source = source?;
            Ok(Images {
                image: source
                    .preparer(recadrage)
                    .as_ref()
                    .map_err(|e| *e)
                    .and_then(ImageSignature::en_png)?,
                source: source.octets()?,
            })
        };
        images().map_err(|e| SignatureErreur::Image(refusee(e)))
    })
    .await
    .map_err(|e| interne("signature", &e))
}

/// The form of a signature: the draft of the actor, empty when there is none.
///
/// # Errors
/// As [`page`]; [`Erreur::ServiceSignatureFerme`] where the service is not open.
pub async fn saisie(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: Option<EtablissementId>,
) -> Result<PageSaisieSignature, Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, etablissement).await?;
    exiger_ouvert(services, services.store.lecture(), &lieu).await?;
    let lecture = services.store.lecture();
    let lire = async {
        let version = store::signatures::version(lecture, lieu.id(), signataire).await?;
        let brouillon = store::signatures::brouillon(lecture, lieu.cle(acteur)).await?;
        Ok((version, brouillon))
    };
    let (version, brouillon) = lire.await.map_err(erreur_store)?;
    let neuf = brouillon.is_none();
    let b = brouillon.unwrap_or_default();
    let entre_temps = if neuf || b.contenu.version == version {
        None
    } else {
        Some(derniere_main(lecture, &lieu).await?)
    };
    let taille = taille_de(&b.source).await;
    Ok(PageSaisieSignature {
        signataire,
        etablissement: lieu.id(),
        nom: lieu.nom(),
        image: !b.image.is_empty(),
        taille,
        marque: crate::empreinte(&b.image)
            .get(..12)
            .unwrap_or_default()
            .to_owned(),
        brouillon: BrouillonSignature {
            version,
            saisie: if neuf {
                saisie_neuve(acteur, signataire)
            } else {
                b.contenu.saisie
            },
            ..b.contenu
        },
        entre_temps,
    })
}

/// Size of the image of a draft; zeros when there is none.
async fn taille_de(source: &[u8]) -> (u32, u32) {
    if source.is_empty() {
        return (0, 0);
    }
    let source = source.to_vec();
    tokio::task::spawn_blocking(move || Source::lire(&source).map(|s| s.taille()))
        .await
        .ok()
        .and_then(Result::ok)
        .unwrap_or_default()
}

/// What a form begins with: the person who fills it in, when they sign themselves.
fn saisie_neuve(acteur: &Acteur, signataire: Signataire) -> SaisieSignature {
    let (prenom, nom) = acteur
        .nom
        .split_once(' ')
        .filter(|_| acteur.a_role(role_de(signataire)))
        .unwrap_or(("", ""));
    SaisieSignature {
        prenom: prenom.to_owned(),
        nom: nom.to_owned(),
        ..SaisieSignature::default()
    }
}

const fn role_de(signataire: Signataire) -> domain::Role {
    match signataire {
        Signataire::ChefEtablissement => domain::Role::ChefEtablissement,
        Signataire::ChefCentre => domain::Role::ChefCentre,
    }
}

/// Who last changed the signatures of a place, and when.
async fn derniere_main(
    connexion: &impl ConnectionTrait,
    lieu: &Lieu,
) -> Result<(String, String), Erreur> {
    let traces = store::piste::de_l_objet(connexion, &lieu.objet(), lieu.id().0, 1)
        .await
        .map_err(erreur_store)?;
    Ok(traces
        .into_iter()
        .next()
        .map(|(trace, auteur)| (auteur, lieu.date(trace.moment)))
        .unwrap_or_default())
}

async fn exiger_ouvert(
    services: &Services,
    connexion: &impl ConnectionTrait,
    lieu: &Lieu,
) -> Result<(), Erreur> {
    let service = store::ouvertures::service(connexion, lieu.id(), GenreService::Signature)
        .await
        .map_err(erreur_store)?;
    if service
        .service
        .etat(lieu.aujourd_hui(services))
        .est_ouvert()
    {
        Ok(())
    } else {
        Err(Erreur::ServiceSignatureFerme)
    }
}

/// Begins a draft from a recorded signature, which it will replace. One that waits already
/// is given up only when `abandonner`.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not the actor's to replace,
/// [`Erreur::SignatureCommencee`] when a draft waits: it stays.
pub async fn reprendre(
    services: &Services,
    acteur: &Acteur,
    id: SignatureId,
    abandonner: bool,
) -> Result<(Signataire, EtablissementId), Erreur> {
    let signature = la_sienne(services.store.lecture(), acteur, id).await?;
    let lieu = Lieu::trouver(
        services,
        acteur,
        signature.signataire,
        Some(signature.etablissement),
    )
    .await?;
    exiger_ouvert(services, services.store.lecture(), &lieu).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ecrire = async {
        if !abandonner
            && store::signatures::brouillon(&tx, lieu.cle(acteur))
                .await?
                .is_some()
        {
            return Ok(false);
        }
        let version = store::signatures::version(&tx, lieu.id(), lieu.signataire).await?;
        let b = Brouillon {
            contenu: BrouillonSignature {
                saisie: SaisieSignature::de(&signature),
                // What is kept is ready already.
                recadrage: Recadrage {
                    fond_transparent: false,
                    ..Recadrage::default()
                },
                remplace: Some(id).filter(|_| !signature.retiree),
                version,
                erreurs: Vec::new(),
            },
            source: signature.image_png.clone(),
            image: signature.image_png.clone(),
            modifie_le: None,
        };
        let maintenant = services.maintenant();
        store::signatures::garder_brouillon(&tx, lieu.cle(acteur), &b, maintenant).await?;
        Ok(true)
    };
    if !ecrire.await.map_err(erreur_store)? {
        return Err(Erreur::SignatureCommencee {
            signataire: lieu.signataire,
            etablissement: lieu.id(),
        });
    }
    tx.valider().await.map_err(erreur_store)?;
    Ok((lieu.signataire, lieu.id()))
}

/// Keeps what is typed as a draft, with its image made ready; answers with what is wrong,
/// which is kept with it. Nothing is recorded yet.
///
/// # Errors
/// As [`saisie`].
pub async fn garder(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: EtablissementId,
    saisie: SaisieSignature,
    donnee: ImageDonnee,
) -> Result<Vec<SignatureErreur>, Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, Some(etablissement)).await?;
    exiger_ouvert(services, services.store.lecture(), &lieu).await?;
    let mut erreurs = saisie
        .lire(lieu.aujourd_hui(services))
        .err()
        .unwrap_or_default();
    let (nouvelle, retiree) = (
        !matches!(donnee, ImageDonnee::Inchangee | ImageDonnee::Aucune),
        donnee == ImageDonnee::Aucune,
    );
    let recadrage = Recadrage::default();
    let maximum = crate::parametres::nombres(services, services.store.lecture(), acteur.academie)
        .await
        .map_err(erreur_store)?
        .image_octets;
    let donnee = match donnee {
        ImageDonnee::Fichier(octets) if octets.len() > maximum => {
            ImageDonnee::TropLourde(octets.len())
        }
        autre => autre,
    };
    let images = match preparer(donnee, recadrage, maximum).await? {
        Ok(images) => Some(images),
        Err(e) => {
            erreurs.push(e);
            None
        }
    };
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ecrire = async {
        let version = store::signatures::version(&tx, lieu.id(), signataire).await?;
        let mut b = store::signatures::brouillon(&tx, lieu.cle(acteur))
            .await?
            .unwrap_or_else(|| Brouillon {
                contenu: BrouillonSignature {
                    version,
                    ..BrouillonSignature::default()
                },
                ..Brouillon::default()
            });
        b.contenu.saisie = bornee(saisie);
        b.contenu.erreurs.clone_from(&erreurs);
        if let Some(images) = images.filter(|_| nouvelle || retiree) {
            b.source = images.source;
            b.image = images.image;
            b.contenu.recadrage = recadrage;
        }
        let maintenant = services.maintenant();
        store::signatures::garder_brouillon(&tx, lieu.cle(acteur), &b, maintenant).await
    };
    ecrire.await.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(erreurs)
}

/// Texts that no form of ours sends are cut before they are kept.
fn bornee(saisie: SaisieSignature) -> SaisieSignature {
    let couper = |t: String| t.chars().take(400).collect();
    SaisieSignature {
        civilite: couper(saisie.civilite),
        nom: couper(saisie.nom),
        prenom: couper(saisie.prenom),
        qualite: couper(saisie.qualite),
        delegation: saisie.delegation,
        du: couper(saisie.du),
        au: couper(saisie.au),
    }
}

/// Cuts the image of the draft otherwise, or keeps its paper.
///
/// # Errors
/// As [`saisie`]; [`Erreur::Signature`] when nothing of the image would be left: it stays
/// as it was. [`Erreur::Introuvable`] without an image.
pub async fn recadrer(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: EtablissementId,
    recadrage: Recadrage,
) -> Result<(), Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, Some(etablissement)).await?;
    exiger_ouvert(services, services.store.lecture(), &lieu).await?;
    if !recadrage.laisse_quelque_chose() {
        return Err(Erreur::Signature(vec![SignatureErreur::Image(
            ImageRefusee::Recadrage,
        )]));
    }
    let cle = lieu.cle(acteur);
    let b = store::signatures::brouillon(services.store.lecture(), cle)
        .await
        .map_err(erreur_store)?
        .filter(|b| !b.source.is_empty())
        .ok_or(Erreur::Introuvable)?;
    let images = preparer(
        ImageDonnee::Fichier(b.source.clone()),
        recadrage,
        IMAGE_OCTETS_MAX,
    )
    .await?
    .map_err(|e| Erreur::Signature(vec![e]))?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ecrire = async {
        // Another window of the same person may have given it another image meanwhile.
        let Some(mut actuel) = store::signatures::brouillon(&tx, cle).await? else {
            return Ok(false);
        };
        if actuel.source != b.source {
            return Ok(false);
        }
        actuel.image = images.image;
        actuel.contenu.recadrage = recadrage;
        let maintenant = services.maintenant();
        store::signatures::garder_brouillon(&tx, cle, &actuel, maintenant).await?;
        Ok(true)
    };
    if !ecrire.await.map_err(erreur_store)? {
        return Err(Erreur::Introuvable);
    }
    tx.valider().await.map_err(erreur_store)
}

/// Gives the draft up.
///
/// # Errors
/// As [`page`].
pub async fn abandonner(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: EtablissementId,
) -> Result<(), Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, Some(etablissement)).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::signatures::jeter_brouillon(&tx, lieu.cle(acteur))
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// The image of the draft: whole as it was given, or made ready. JPEG or PNG.
///
/// # Errors
/// [`Erreur::Introuvable`] when there is none.
pub async fn image_du_brouillon(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: Option<EtablissementId>,
    entiere: bool,
) -> Result<Vec<u8>, Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, etablissement).await?;
    let b = store::signatures::brouillon(services.store.lecture(), lieu.cle(acteur))
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let image = if entiere { b.source } else { b.image };
    if image.is_empty() {
        return Err(Erreur::Introuvable);
    }
    Ok(image)
}

/// A letter that bears the signature of the draft: a real one of the centre when there is
/// any, else a specimen. It has no link and no code: it convokes nobody.
///
/// # Errors
/// As [`saisie`]; [`Erreur::Signature`] when the draft is not good,
/// [`Erreur::Introuvable`] when there is none.
pub async fn apercu(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: Option<EtablissementId>,
) -> Result<Lettre, Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, etablissement).await?;
    let lecture = services.store.lecture();
    let jour = lieu.aujourd_hui(services);
    let b = store::signatures::brouillon(lecture, lieu.cle(acteur))
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let s = b.contenu.saisie.lire(jour).map_err(Erreur::Signature)?;
    let lire = async {
        let exemple = store::signatures::exemple(lecture, lieu.id(), signataire).await?;
        let reelle = match exemple {
            Some(id) => store::convocations::lettres(lecture, &[id], jour)
                .await?
                .pop(),
            None => None,
        };
        let academie = store::academies::par_id(lecture, acteur.academie).await?;
        Ok((reelle, academie))
    };
    let (reelle, academie) = lire.await.map_err(erreur_store)?;
    let mut lettre = match (reelle, academie) {
        (Some(lettre), _) => lettre,
        (None, Some(academie)) => {
            documents::specimen(&academie, &lieu.etablissement, signataire, jour)
        }
        (None, None) => return Err(Erreur::Introuvable),
    };
    lettre.faite_le = jour;
    lettre.remplace = None;
    lettre.liens = None;
    lettre.signature = Some(SignatureLettre {
        signataire,
        civilite: s.civilite,
        nom: s.nom,
        prenom: s.prenom,
        qualite: s.qualite,
        delegation: s.delegation,
        image_png: b.image.into(),
    });
    Ok(lettre)
}

/// The PDF of [`apercu`]. It is no letter: nothing is noted as printed.
///
/// # Errors
/// As [`apercu`]; [`Erreur::Interne`] when it cannot be made.
pub async fn apercu_pdf(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: Option<EtablissementId>,
) -> Result<Vec<u8>, Erreur> {
    let lettre = apercu(services, acteur, signataire, etablissement).await?;
    documents::lettre::pdf(&lettre, &services.polices).map_err(|e| interne("pdf", &e))
}

// ----------------------------------------------------------------------- recording

/// Records the signature of the draft, in the place of the one it began from, if nothing
/// was changed since the version `vue`. The letters made before keep theirs. Asked twice,
/// it records once.
///
/// # Errors
/// [`Erreur::SignatureChangee`] when somebody changed a signature meanwhile,
/// [`Erreur::Signature`] when the draft is not good, and as [`saisie`].
pub async fn enregistrer(
    services: &Services,
    acteur: &Acteur,
    signataire: Signataire,
    etablissement: EtablissementId,
    vue: i32,
) -> Result<(), Erreur> {
    let lieu = Lieu::trouver(services, acteur, signataire, Some(etablissement)).await?;
    let jour = lieu.aujourd_hui(services);
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    exiger_ouvert(services, &tx, &lieu).await?;
    let cle = lieu.cle(acteur);
    let Some(b) = store::signatures::brouillon(&tx, cle)
        .await
        .map_err(erreur_store)?
    else {
        // Recorded by the first click.
        return Ok(());
    };
    let s = b.contenu.saisie.lire(jour).map_err(Erreur::Signature)?;
    if !b.image.is_empty() {
        let image = b.image.clone();
        let lisible = tokio::task::spawn_blocking(move || lire_png(&image).map(|_| ()))
            .await
            .map_err(|e| interne("signature", &e))?;
        lisible.map_err(|e| Erreur::Signature(vec![SignatureErreur::Image(refusee(e))]))?;
    }
    if !store::signatures::avancer(&tx, lieu.id(), signataire, vue)
        .await
        .map_err(erreur_store)?
    {
        let (par, le) = derniere_main(&tx, &lieu).await?;
        return Err(Erreur::SignatureChangee { par, le });
    }
    let remplacee = match b.contenu.remplace {
        None => None,
        Some(id) => store::signatures::par_id(&tx, id)
            .await
            .map_err(erreur_store)?
            .filter(|r| r.etablissement == lieu.id() && r.signataire == signataire && !r.retiree),
    };
    let maintenant = services.maintenant();
    let nom = nom_signe(&s.prenom, &s.nom);
    let nouvelle = NouvelleSignature {
        etablissement: lieu.id(),
        signataire,
        civilite: s.civilite,
        nom: s.nom,
        prenom: s.prenom,
        qualite: s.qualite.clone(),
        delegation: s.delegation,
        image_png: b.image,
        valide_du: s.valide_du,
        valide_au: s.valide_au,
        auteur: Some(acteur.compte),
    };
    let ecrire = async {
        if let Some(r) = &remplacee {
            store::signatures::retirer(&tx, r.id, Some(maintenant)).await?;
        }
        let id = store::signatures::enregistrer(&tx, &nouvelle, maintenant).await?;
        let details = Details {
            signature: id.0,
            nom: nom.clone(),
            qualite: s.qualite,
            delegation: s.delegation,
            du: s.valide_du,
            au: s.valide_au,
            remplace: remplacee.as_ref().map(|r| r.id.0),
        };
        let objet = lieu.objet();
        tracer(
            &tx,
            services,
            acteur,
            "signature.enregistrer",
            (&objet, lieu.id().0),
            &json!(details),
        )
        .await?;
        store::signatures::jeter_brouillon(&tx, cle).await?;
        let fait = Fait::SignatureEnregistree {
            signataire,
            nom,
            remplace: remplacee.is_some(),
        };
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await
    };
    ecrire.await.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Takes a signature out of use: no new letter bears it, those made with it keep it.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not the actor's, [`Erreur::SignatureChangee`] when
/// somebody changed a signature since the version `vue`.
pub async fn retirer(
    services: &Services,
    acteur: &Acteur,
    id: SignatureId,
    vue: i32,
) -> Result<(Signataire, EtablissementId), Erreur> {
    changer(services, acteur, id, vue, false).await
}

/// Puts a signature back into use, behind those recorded since.
///
/// # Errors
/// As [`retirer`].
pub async fn remettre(
    services: &Services,
    acteur: &Acteur,
    id: SignatureId,
    vue: i32,
) -> Result<(Signataire, EtablissementId), Erreur> {
    changer(services, acteur, id, vue, true).await
}

async fn changer(
    services: &Services,
    acteur: &Acteur,
    id: SignatureId,
    vue: i32,
    remise: bool,
) -> Result<(Signataire, EtablissementId), Erreur> {
    let signature = la_sienne(services.store.lecture(), acteur, id).await?;
    let (signataire, etablissement) = (signature.signataire, signature.etablissement);
    let lieu = Lieu::trouver(services, acteur, signataire, Some(etablissement)).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    if remise {
        exiger_ouvert(services, &tx, &lieu).await?;
    }
    if !store::signatures::avancer(&tx, etablissement, signataire, vue)
        .await
        .map_err(erreur_store)?
    {
        let (par, le) = derniere_main(&tx, &lieu).await?;
        return Err(Erreur::SignatureChangee { par, le });
    }
    let maintenant = services.maintenant();
    let ecrire = async {
        let le = (!remise).then_some(maintenant);
        if !store::signatures::retirer(&tx, id, le).await? {
            return Ok(false);
        }
        let (action, fait) = {
            let nom = nom_signe(&signature.prenom, &signature.nom);
            if remise {
                ("signature.remettre", Fait::SignatureRemise { nom })
            } else {
                ("signature.retirer", Fait::SignatureRetiree { nom })
            }
        };
        let objet = lieu.objet();
        let objet = (objet.as_str(), etablissement.0);
        let details = json!(Details::de(&signature));
        tracer(&tx, services, acteur, action, objet, &details).await?;
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        Ok(true)
    };
    if ecrire.await.map_err(erreur_store)? {
        tx.valider().await.map_err(erreur_store)?;
    }
    // So already: there is nothing to change.
    Ok((signataire, etablissement))
}
