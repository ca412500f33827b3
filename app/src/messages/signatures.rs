//! Sentences about signatures and the *service signature*.

use super::nombre;
use domain::{
    ChampSignature, Civilite, EtatOuverture, EtatSignature, EtatSignatureGardee, GesteSignature,
    IMAGE_COTE_MAX, IMAGE_OCTETS_MAX, ImageRefusee, LigneHistoriqueSignature, NaiveDate,
    Signataire, SignatureErreur, SignatureGardee, jour_court,
};

/// The name of an entry of the menu (memo §7).
#[must_use]
pub const fn titre(signataire: Signataire) -> &'static str {
    match signataire {
        Signataire::ChefEtablissement => l::SIGNATURE_ETABLISSEMENT,
        Signataire::ChefCentre => l::SIGNATURE_CENTRE,
    }
}

/// Label of a field.
#[must_use]
pub const fn champ(champ: ChampSignature) -> &'static str {
    match champ {
        ChampSignature::Civilite => "Civilité",
        ChampSignature::Nom => "Nom",
        ChampSignature::Prenom => "Prénom",
        ChampSignature::Qualite => "Qualité",
        ChampSignature::Du => "Valable à partir du",
        ChampSignature::Au => "Valable jusqu’au",
        ChampSignature::Image => "Signature manuscrite",
    }
}

/// What is wrong in the form, and what to do.
#[must_use]
pub fn erreur(e: &SignatureErreur) -> String {
    match e {
        SignatureErreur::Vide(c) => format!("{}\u{a0}: remplissez ce champ.", champ(*c)),
        SignatureErreur::TropLong { champ: c, maximum } => {
            format!("{}\u{a0}: {maximum}\u{a0}caractères au plus.", champ(*c))
        }
        SignatureErreur::Illisible(ChampSignature::Du | ChampSignature::Au) => {
            format!(
                "{}\u{a0}: cette date n’a pas pu être lue. Écrivez-la ainsi\u{a0}: 31/08/2027.",
                champ(e.champ())
            )
        }
        SignatureErreur::Illisible(ChampSignature::Image) => {
            "Le dessin n’a pas pu être lu\u{a0}: effacez-le et recommencez, ou déposez une image.".into()
        }
        SignatureErreur::Illisible(c) => {
            format!("{}\u{a0}: cette valeur n’a pas pu être lue. Saisissez-la de nouveau.", champ(*c))
        }
        SignatureErreur::DatesInversees => {
            "La date de fin est avant la date de début\u{a0}: corrigez l’une des deux.".into()
        }
        SignatureErreur::DejaPassee => {
            "La date de fin est passée\u{a0}: cette signature ne servirait jamais. Choisissez une date à venir, ou laissez le champ vide.".into()
        }
        SignatureErreur::Image(i) => image(*i),
        SignatureErreur::DessinTropLong => {
            "Le dessin est trop long pour être gardé\u{a0}: effacez-le, et signez d’un trait plus court.".into()
        }
    }
}

/// Why an image cannot be a signature, and what to do.
#[must_use]
pub fn image(i: ImageRefusee) -> String {
    let ko = |o: usize| o.div_ceil(1024);
    match i {
        ImageRefusee::TropLourde { octets } => image(ImageRefusee::TropLourdeIci {
            octets,
            maximum: IMAGE_OCTETS_MAX,
        }),
        ImageRefusee::TropLourdeIci { octets, maximum } => format!(
            "L’image pèse {}\u{a0}ko, pour {}\u{a0}ko au plus. Recadrez-la autour de la signature, ou enregistrez-la en moindre qualité, puis déposez-la de nouveau.",
            super::milliers(ko(octets)),
            super::milliers(ko(maximum))
        ),
        ImageRefusee::TropGrande { largeur, hauteur } => format!(
            "L’image fait {largeur}\u{a0}×\u{a0}{hauteur}\u{a0}points, pour {IMAGE_COTE_MAX} au plus de chaque côté. Recadrez-la autour de la signature, puis déposez-la de nouveau."
        ),
        ImageRefusee::FormatInconnu => {
            "Ce fichier n’est ni une image PNG ni une image JPEG, quel que soit son nom. Déposez une image de l’un de ces deux formats.".into()
        }
        ImageRefusee::Illisible => {
            "L’image est abîmée ou incomplète\u{a0}: ouvrez-la, enregistrez-la de nouveau, puis déposez-la.".into()
        }
        ImageRefusee::Vide => {
            "Aucun trait n’a été trouvé sur l’image\u{a0}: signez au stylo foncé sur une feuille blanche, ou gardez le fond.".into()
        }
        ImageRefusee::Recadrage => {
            "Ce recadrage ne laisse rien de l’image\u{a0}: coupez moins.".into()
        }
    }
}

/// All that is wrong, as one sentence after another.
#[must_use]
pub fn erreurs(liste: &[SignatureErreur]) -> String {
    let phrases: Vec<String> = liste.iter().map(erreur).collect();
    format!("Rien n’a été enregistré. {}", phrases.join(" "))
}

/// Somebody else was first.
#[must_use]
pub fn changee(par: &str, le: &str) -> String {
    let qui = if par.is_empty() {
        "Une autre personne".to_owned()
    } else {
        par.to_owned()
    };
    let quand = if le.is_empty() {
        String::new()
    } else {
        format!(" le {le}")
    };
    format!(
        "{qui} a changé les signatures entre-temps{quand}. Rien n’a été écrasé, et votre saisie est gardée\u{a0}: rechargez la page, regardez ce qui est en usage, puis recommencez."
    )
}

/// `de Marc CARRÈRE`, `d’Aline ESCOUBÈS`.
fn de(nom: &str) -> String {
    if domain::texte::normaliser(nom).starts_with(['a', 'e', 'i', 'o', 'u', 'y']) {
        format!("d’{nom}")
    } else {
        format!("de {nom}")
    }
}

/// A signature was recorded.
#[must_use]
pub fn enregistree(signataire: Signataire, nom: &str, remplace: bool) -> String {
    let quoi = match signataire {
        Signataire::ChefEtablissement => "Signature d’établissement",
        Signataire::ChefCentre => "Signature de centre",
    };
    let comment = if remplace {
        "enregistrée, à la place de la précédente"
    } else {
        "enregistrée"
    };
    let de_qui = de(nom);
    format!("{quoi} {de_qui} {comment}. Les convocations déjà faites gardent la leur.")
}

/// A signature was taken out of use.
#[must_use]
pub fn retiree(nom: &str) -> String {
    format!(
        "Signature {} retirée\u{a0}: les nouvelles convocations ne la porteront plus, celles déjà faites la gardent.",
        de(nom)
    )
}

/// A signature was put back into use.
#[must_use]
pub fn remise(nom: &str) -> String {
    format!("Signature {} remise en service.", de(nom))
}

/// Why the service cannot be used, and what to do.
#[must_use]
pub fn service_ferme(etat: EtatOuverture) -> String {
    let pourquoi = match etat {
        EtatOuverture::AVenir { du } => format!("n’ouvrira que le {}", jour_court(du)),
        EtatOuverture::Termine { au } => format!("est fermé depuis le {}", jour_court(au)),
        _ => "n’est pas ouvert".into(),
    };
    format!(
        "Le service signature {pourquoi} pour cet établissement\u{a0}: les nouvelles convocations sont à signer à la main. Demandez son ouverture à l’administrateur de l’académie."
    )
}

/// Where a recorded signature stands.
#[must_use]
pub const fn etat(etat: EtatSignatureGardee) -> &'static str {
    match etat {
        EtatSignatureGardee::EnUsage => "En usage",
        EtatSignatureGardee::Couverte => "Recouverte par une plus récente",
        EtatSignatureGardee::AVenir => "À venir",
        EtatSignatureGardee::Passee => "Terminée",
        EtatSignatureGardee::Retiree => "Retirée",
    }
}

/// When a signature is valid.
#[must_use]
pub fn validite(du: Option<NaiveDate>, au: Option<NaiveDate>) -> String {
    match (du, au) {
        (None, None) => "Sans limite".into(),
        (Some(du), None) => format!("À partir du {}", jour_court(du)),
        (None, Some(au)) => format!("Jusqu’au {}", jour_court(au)),
        (Some(du), Some(au)) => format!("Du {} au {}", jour_court(du), jour_court(au)),
    }
}

/// `Madame Claire MARTIN`.
#[must_use]
pub fn qui(s: &SignatureGardee) -> String {
    format!("{} {} {}", s.civilite.en_toutes_lettres(), s.prenom, s.nom)
        .trim()
        .to_owned()
}

/// What the image of a signature shows, for who cannot see it.
#[must_use]
pub fn image_de(prenom: &str, nom: &str) -> String {
    format!("Signature manuscrite de {prenom} {nom}")
}

/// How many letters were made with a signature.
#[must_use]
pub fn lettres(n: u32) -> String {
    nombre(n as usize, "convocation faite", "convocations faites")
}

/// How many missions bear the signatures of the page.
#[must_use]
pub fn missions(n: u32) -> String {
    match n {
        0 => "Aucune mission de la dernière session ne demande cette signature.".into(),
        n => format!(
            "{} de la dernière session porte{} cette signature.",
            nombre(n as usize, "mission", "missions"),
            if n > 1 { "nt" } else { "" }
        ),
    }
}

/// One line of the history.
#[must_use]
pub fn geste(h: &LigneHistoriqueSignature) -> String {
    let dates = match (h.du, h.au) {
        (None, None) => String::new(),
        (du, au) => format!(" ({})", super::signatures::validite(du, au).to_lowercase()),
    };
    match h.geste {
        GesteSignature::Enregistree => format!("Signature enregistrée\u{a0}: {}{dates}", h.qui),
        GesteSignature::Remplacee => {
            format!(
                "Signature enregistrée à la place d’une autre\u{a0}: {}{dates}",
                h.qui
            )
        }
        GesteSignature::Retiree => format!("Signature retirée\u{a0}: {}", h.qui),
        GesteSignature::Remise => format!("Signature remise en service\u{a0}: {}", h.qui),
        GesteSignature::ServiceOuvert => format!("Service signature ouvert{dates}"),
        GesteSignature::ServiceFerme => "Service signature fermé".into(),
    }
}

/// The warning of a mission about its signature; none when there is nothing to say.
#[must_use]
pub fn de_mission(etat: &EtatSignature, signataire: Signataire) -> Option<String> {
    let de_qui = match signataire {
        Signataire::ChefEtablissement => "du chef d’établissement",
        Signataire::ChefCentre => "du chef de centre",
    };
    match etat {
        EtatSignature::Presente { image: true, .. } => None,
        EtatSignature::Presente { nom, image: false } => Some(format!(
            "La signature de {nom} est enregistrée sans image\u{a0}: les convocations sont à signer à la main une fois imprimées."
        )),
        EtatSignature::Absente => Some(format!(
            "Aucune signature {de_qui} n’est valable aujourd’hui\u{a0}: les convocations seront imprimées et envoyées sans signature."
        )),
        EtatSignature::ServiceFerme => Some(format!(
            "Le service signature n’est pas ouvert pour ce centre\u{a0}: les convocations seront imprimées et envoyées sans la signature {de_qui}. L’administrateur de l’académie peut l’ouvrir."
        )),
    }
}

/// A save made meanwhile, on the page of a draft.
#[must_use]
pub fn entre_temps(par: &str, le: &str) -> String {
    let qui = if par.is_empty() {
        "Une autre personne"
    } else {
        par
    };
    format!(
        "{qui} a changé les signatures de cet établissement le {le}, après le début de votre saisie. Regardez ce qui est en usage avant d’enregistrer\u{a0}: la vôtre passerait devant."
    )
}

/// Name of a title in a list.
#[must_use]
pub const fn civilite(c: Civilite) -> &'static str {
    match c {
        Civilite::Madame => "Madame",
        Civilite::Monsieur => "Monsieur",
        Civilite::Inconnue => "Non précisée",
    }
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const SIGNATURE_CENTRE: &str = "Signature centre pour la convocation";
    pub const SIGNATURE_ETABLISSEMENT: &str = "Signature établissement pour la convocation";
    pub const MENU_ADMINISTRATION: &str = "Administration";
    pub const ETABLISSEMENT: &str = "Établissement";
    pub const EN_USAGE: &str = "Signature en usage";
    pub const AUCUNE_EN_USAGE: &str = "Aucune signature n’est en usage aujourd’hui\u{a0}: les nouvelles convocations sont à signer à la main.";
    pub const NOUVELLE: &str = "Enregistrer une signature";
    pub const REPRENDRE_BROUILLON: &str = "Reprendre la saisie commencée";
    pub const ABANDONNER_ET_MODIFIER: &str = "L’abandonner et modifier";
    pub const COMMENCEE: &str = "Vous avez déjà commencé une saisie de signature, qui attend d’être enregistrée\u{a0}: en commencer une autre l’effacerait. Rien n’est perdu\u{a0}: reprenez-la, ou abandonnez-la.";
    pub const MODIFIER: &str = "Modifier";
    pub const RETIRER: &str = "Retirer";
    pub const REMETTRE: &str = "Remettre en service";
    pub const REPARTIR: &str = "Repartir de celle-ci";
    pub const TOUTES: &str = "Signatures enregistrées";
    pub const AUCUNE: &str = "Aucune signature n’est encore enregistrée.";
    pub const HISTORIQUE: &str = "Historique";
    pub const COL_QUI: &str = "Signataire";
    pub const COL_QUALITE: &str = "Qualité";
    pub const COL_VALIDITE: &str = "Validité";
    pub const COL_ETAT: &str = "État";
    pub const COL_LETTRES: &str = "Convocations";
    pub const COL_ENREGISTREE: &str = "Enregistrée";
    pub const PAR_DELEGATION: &str = "par délégation";
    pub const SANS_IMAGE: &str = "sans image";

    pub const SAISIE: &str = "Saisie de la signature";
    pub const DELEGATION: &str = "Signe pour le chef, par délégation";
    pub const DELEGATION_INDICE: &str = "La convocation portera «\u{a0}Pour le chef d’établissement et par délégation\u{a0}», ou «\u{a0}Pour le chef de centre et par délégation\u{a0}».";
    pub const QUALITE_INDICE: &str = "Telle qu’elle sera imprimée, par exemple\u{a0}: Proviseure.";
    pub const VALIDITE: &str = "Période de validité";
    pub const VALIDITE_INDICE: &str = "Laissez vide pour une signature valable sans limite.";
    pub const IMAGE_TITRE: &str = "Signature manuscrite";
    pub const IMAGE_ACTUELLE: &str = "Image déjà déposée";
    pub const IMAGE_FICHIER: &str = "Déposer une image";
    pub const IMAGE_INDICE: &str = "PNG ou JPEG, 512\u{a0}ko et 2\u{202f}000\u{a0}points de côté au plus. Une photographie de votre signature sur une feuille blanche convient\u{a0}: le papier sera effacé.";
    pub const DESSINER: &str = "Ou signer ici";
    pub const DESSINER_INDICE: &str = "À la souris, au doigt ou au stylet. Sans l’un d’eux, déposez une image\u{a0}: le résultat est le même.";
    pub const SURFACE: &str = "Surface où signer";
    pub const EFFACER: &str = "Effacer le dessin";
    pub const REVENIR_TRAIT: &str = "Effacer le dernier trait";
    pub const SANS_DESSIN: &str = "Rien n’est encore dessiné.";
    pub const SANS_IMAGE_CASE: &str = "Sans image\u{a0}: les convocations seront signées à la main";
    pub const CONTINUER: &str = "Continuer";
    pub const ABANDONNER: &str = "Abandonner la saisie";
    pub const RETOUR_SIGNATURES: &str = "Retour aux signatures";
    pub const OBLIGATOIRES: &str = "Le nom, le prénom et la qualité sont obligatoires.";

    pub const APERCU: &str = "Aperçu avant d’enregistrer";
    pub const APERCU_TEXTE: &str =
        "Voici la signature telle qu’elle sera sur les convocations. Rien n’est encore enregistré.";
    pub const CORRIGER: &str = "Corriger la saisie";
    pub const ENREGISTRER: &str = "Enregistrer cette signature";
    pub const APERCU_PDF: &str = "Voir cette lettre en PDF";
    pub const LETTRE: &str = "Sur une convocation";
    pub const IMAGE_PRETE: &str = "Image prête";
    pub const RECADRER: &str = "Recadrer";
    pub const RECADRER_TEXTE: &str = "Les marges vides sont déjà coupées. Coupez davantage s’il reste autre chose que la signature\u{a0}: un trait, une tache, une ligne imprimée.";
    pub const RECADRER_SOURIS: &str =
        "Tracez un cadre sur l’image, ou écrivez ce qu’il faut couper de chaque côté.";
    pub const COUPER_GAUCHE: &str = "À gauche (%)";
    pub const COUPER_HAUT: &str = "En haut (%)";
    pub const COUPER_DROITE: &str = "À droite (%)";
    pub const COUPER_BAS: &str = "En bas (%)";
    pub const FOND: &str = "Rendre le papier transparent";
    pub const FOND_INDICE: &str = "À décocher si des traits disparaissent.";
    pub const APPLIQUER: &str = "Appliquer";
    pub const IMAGE_ENTIERE: &str = "Image déposée, entière";
    pub const A_SIGNER_A_LA_MAIN: &str =
        "Sans image\u{a0}: la convocation laisse la place de signer à la main.";
    pub const ENREGISTRER_UNE: &str = "Enregistrer la signature";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_image_refusee_dit_que_faire() {
        for (refus, attendu) in [
            (
                ImageRefusee::TropLourde { octets: 4_000_000 },
                "3\u{202f}907\u{a0}ko",
            ),
            (
                ImageRefusee::TropGrande {
                    largeur: 4_000,
                    hauteur: 3_000,
                },
                "4000\u{a0}×\u{a0}3000",
            ),
            (ImageRefusee::FormatInconnu, "PNG"),
            (ImageRefusee::Illisible, "enregistrez-la de nouveau"),
            (ImageRefusee::Vide, "stylo foncé"),
            (ImageRefusee::Recadrage, "coupez moins"),
        ] {
            assert!(image(refus).contains(attendu), "{}", image(refus));
        }
    }

    #[test]
    fn une_mission_dit_ce_qui_manque() {
        let chef = Signataire::ChefEtablissement;
        let presente = |image| EtatSignature::Presente {
            nom: "Claire MARTIN".into(),
            image,
        };
        assert_eq!(de_mission(&presente(true), chef), None);
        assert!(de_mission(&presente(false), chef).is_some_and(|t| t.contains("à la main")));
        assert!(
            de_mission(&EtatSignature::Absente, Signataire::ChefCentre)
                .is_some_and(|t| t.contains("chef de centre"))
        );
        assert!(
            de_mission(&EtatSignature::ServiceFerme, chef)
                .is_some_and(|t| t.contains("administrateur"))
        );
    }
}
