//! Sentences of the imports, for the screens and the command line.

use super::{milliers, nombre};
#[cfg(feature = "ssr")]
use domain::ImportErreur;
use domain::{
    EncodageImport, GenreImport, NaiveDate, RaisonRefus, RapportImport, TypeMission, jour_court,
};

/// Why a line was refused, and what to do about it.
#[must_use]
pub fn refus(raison: &RaisonRefus) -> String {
    match raison {
        RaisonRefus::NombreDeChamps { attendus, lus } => format!(
            "{} au lieu de {attendus}. Vérifiez les séparateurs, et mettez entre guillemets les valeurs qui en contiennent.",
            nombre(*lus as usize, "valeur", "valeurs")
        ),
        RaisonRefus::GuillemetNonFerme => {
            "Un guillemet est ouvert et n’est pas fermé au bon endroit. Fermez-le, ou doublez-le s’il fait partie du texte.".into()
        }
        RaisonRefus::LigneTropLongue { maximum } => {
            format!("La ligne dépasse {}\u{a0}octets.", milliers(*maximum as usize))
        }
        RaisonRefus::Illisible => {
            "Des caractères sont illisibles. Enregistrez le fichier en «\u{a0}CSV UTF-8\u{a0}».".into()
        }
        RaisonRefus::Vide { colonne } => format!("{} est vide.", la_colonne(colonne)),
        RaisonRefus::CaractereInterdit { colonne } => format!(
            "{} contient un caractère de contrôle ou invisible. Saisissez-la de nouveau au clavier.",
            la_colonne(colonne)
        ),
        RaisonRefus::TropLong { colonne, maximum, longueur } => format!(
            "{} compte {}, {maximum} au plus.",
            la_colonne(colonne),
            nombre(*longueur as usize, "caractère", "caractères")
        ),
        RaisonRefus::UaiForme { colonne, valeur } => format!(
            "{}\u{a0}: {} n’est pas un numéro UAI (sept chiffres et une lettre).",
            la_colonne(colonne),
            cite(valeur)
        ),
        RaisonRefus::UaiCle { colonne, valeur, attendue } => format!(
            "{}\u{a0}: la lettre de {} ne correspond pas au numéro\u{202f}; la lettre attendue est {attendue}.",
            la_colonne(colonne),
            cite(valeur)
        ),
        RaisonRefus::EtablissementInconnu { uai } => format!(
            "L’établissement {uai} n’existe pas dans l’académie. Importez d’abord les établissements."
        ),
        RaisonRefus::AutreAcademie { uai } => {
            format!("L’établissement {uai} est enregistré dans une autre académie.")
        }
        RaisonRefus::AcademieInconnue { code } => format!(
            "L’académie {} n’existe pas, et la ligne n’en donne pas le nom.",
            cite(code)
        ),
        RaisonRefus::CodeAcademie { valeur } => {
            format!("{} n’est pas un code d’académie.", cite(valeur))
        }
        RaisonRefus::CodePostal { valeur } => format!("{} n’est pas un code postal.", cite(valeur)),
        RaisonRefus::Mel { colonne, valeur } => format!(
            "{}\u{a0}: {} n’est pas une adresse de courriel.",
            la_colonne(colonne),
            cite(valeur)
        ),
        RaisonRefus::Civilite { valeur } => {
            format!("{} n’est pas une civilité (Mme ou M.).", cite(valeur))
        }
        RaisonRefus::Origine { valeur } => format!(
            "{} n’est pas une origine (interne, professionnel, retraite ou autre).",
            cite(valeur)
        ),
        RaisonRefus::OuiNon { colonne, valeur } => format!(
            "{}\u{a0}: {} n’est ni «\u{a0}oui\u{a0}» ni «\u{a0}non\u{a0}».",
            la_colonne(colonne),
            cite(valeur)
        ),
        RaisonRefus::Nombre { colonne, valeur, minimum, maximum } => format!(
            "{}\u{a0}: {} n’est pas un nombre entier de {minimum} à {maximum}.",
            la_colonne(colonne),
            cite(valeur)
        ),
        RaisonRefus::Jour { colonne, valeur } => format!(
            "{}\u{a0}: {} n’est pas une date, par exemple 2021-02-01 ou 01/02/2021, ni un intervalle de dates dans l’ordre, par exemple 2021-02-01..2021-02-05.",
            la_colonne(colonne),
            cite(valeur)
        ),
        RaisonRefus::Creneau { valeur } => format!(
            "{} n’est pas une date suivie de ses heures, par exemple 2021-02-01 08:00-12:00.",
            cite(valeur)
        ),
        RaisonRefus::HeuresInversees { jour } => {
            format!("Le {}, l’heure de fin doit suivre l’heure de début.", date(*jour))
        }
        RaisonRefus::JourEnDouble { jour } => {
            format!("Le {} est donné deux fois dans les créneaux.", date(*jour))
        }
        RaisonRefus::CreneauHorsJours { jour } => {
            format!("Le {} a un créneau sans être un jour possible.", date(*jour))
        }
        RaisonRefus::TropDeJours { colonne, maximum } => {
            format!("{} compte plus de {maximum}\u{a0}jours.", la_colonne(colonne))
        }
        RaisonRefus::TypeMission { valeur } => format!(
            "{} n’est pas un type de mission ({}).",
            cite(valeur),
            TypeMission::TOUS.map(TypeMission::code).join(", ")
        ),
        RaisonRefus::Signataire { valeur } => format!(
            "{} n’est pas un signataire (chef_etablissement ou chef_centre).",
            cite(valeur)
        ),
        RaisonRefus::DejaLu { cle, ligne } => format!(
            "{} figure déjà à la ligne {ligne} du fichier, avec d’autres valeurs. Gardez-en une seule.",
            cite(cle)
        ),
        RaisonRefus::LibelleDifferent { colonne, code, attendu } => format!(
            "{}\u{a0}: le code {} porte un autre libellé plus haut dans le fichier, {}.",
            la_colonne(colonne),
            cite(code),
            cite(attendu)
        ),
        RaisonRefus::PersonneInconnue { matricule } => format!(
            "Personne n’a le matricule {} parmi les personnels dont vous avez la charge. Le matricule figure dans la liste des personnels exportée.",
            cite(matricule)
        ),
        RaisonRefus::Motif { valeur } => format!(
            "{} n’est pas un motif ({}).",
            cite(valeur),
            domain::Motif::TOUS.map(domain::Motif::code).join(", ")
        ),
        RaisonRefus::PartieDeJour { valeur } => format!(
            "{} n’est pas une partie du jour (journee, matin ou apres_midi).",
            cite(valeur)
        ),
        RaisonRefus::JourDeSemaine { valeur } => format!(
            "{} n’est pas un jour de la semaine\u{a0}: écrivez par exemple «\u{a0}mercredi\u{a0}», ou «\u{a0}mercredi, vendredi\u{a0}».",
            cite(valeur)
        ),
        RaisonRefus::CompetenceInconnue { valeur } => format!(
            "{} n’est ni une épreuve des missions de cette session, ni une langue ou un usage connus (langue vivante, section européenne, DNL).",
            cite(valeur)
        ),
        RaisonRefus::CompetenceAPreciser { valeur } => format!(
            "Plusieurs épreuves de cette session ont le code {}\u{a0}: précisez l’examen, le code de la spécialité et le libellé de l’épreuve.",
            cite(valeur)
        ),
        RaisonRefus::DisciplineValidee => {
            "Les compétences de la discipline de cette personne sont validées\u{a0}: le gestionnaire IMAGIN doit d’abord rouvrir la saisie.".into()
        }
        RaisonRefus::Indisponibilite(e) => super::personnels::indisponibilite_erreur(e),
        RaisonRefus::Homonymes { nom } => format!(
            "Plusieurs personnes de l’établissement s’appellent {}\u{a0}: l’import ne peut pas dire laquelle est désignée. Renseignez-la par le fichier des intervenants, avec son matricule.",
            cite(nom)
        ),
        RaisonRefus::AutreEtablissement { uai } => format!(
            "Cette personne est rattachée à l’établissement {uai}, que ce fichier ne change pas. Changez-le par le fichier des intervenants."
        ),
        RaisonRefus::RefuseParLaBase => {
            "La base de données refuse cette ligne. Signalez-le avec la ligne concernée.".into()
        }
    }
}

/// Why a whole file was refused, and what to do about it.
#[cfg(feature = "ssr")]
#[must_use]
pub fn erreur(erreur: &ImportErreur) -> String {
    match erreur {
        ImportErreur::FichierVide => "Le fichier est vide.".into(),
        ImportErreur::FichierBinaire => "Le fichier n’est pas un texte. Un fichier CSV est attendu.".into(),
        ImportErreur::FichierClasseur => "Le fichier est un classeur. Ouvrez-le dans votre tableur et enregistrez-le au format «\u{a0}CSV UTF-8\u{a0}».".into(),
        ImportErreur::FichierUtf16 => "Le fichier est en UTF-16 («\u{a0}Texte Unicode\u{a0}»). Enregistrez-le au format «\u{a0}CSV UTF-8\u{a0}».".into(),
        ImportErreur::FichierTropGros { maximum } => format!(
            "Le fichier dépasse {}\u{a0}Mo. Partagez-le en plusieurs fichiers, chacun avec l’en-tête.",
            milliers((maximum / 1_048_576) as usize)
        ),
        ImportErreur::EnteteTropLongue { maximum } => format!(
            "La première ligne dépasse {}\u{a0}octets\u{a0}: ce n’est pas un en-tête de colonnes.",
            milliers(*maximum as usize)
        ),
        ImportErreur::EnteteInconnue { attendues } => format!(
            "La première ligne ne nomme aucune colonne connue. Colonnes attendues\u{a0}: {}.",
            attendues.join(", ")
        ),
        ImportErreur::ColonnesManquantes { colonnes } => match colonnes.as_slice() {
            [une] => format!("La colonne {} manque. Une colonne peut être vide, mais doit figurer dans l’en-tête.", cite(une)),
            plusieurs => format!("Il manque des colonnes\u{a0}: {}. Une colonne peut être vide, mais doit figurer dans l’en-tête.", plusieurs.join(", ")),
        },
        ImportErreur::ColonneEnDouble { colonne } => format!("La colonne {} figure deux fois.", cite(colonne)),
        ImportErreur::AcademieInconnue { code } => format!("L’académie {} n’existe pas. Importez d’abord ses établissements.", cite(code)),
        ImportErreur::AcademieAPreciser { codes } => format!("Plusieurs académies sont enregistrées ({})\u{a0}: précisez laquelle.", codes.join(", ")),
        ImportErreur::AucuneAcademie => "Aucune académie n’est enregistrée. Importez d’abord les établissements.".into(),
        ImportErreur::XmlInterdit => "Le fichier déclare un type de document ou des entités, qui ne sont jamais lus. Exportez-le de nouveau depuis STS-WEB, sans le modifier.".into(),
        ImportErreur::XmlIllisible => "Le fichier n’est pas du XML complet. Exportez-le de nouveau depuis STS-WEB, sans l’ouvrir ni le modifier.".into(),
        ImportErreur::StsInconnu => "Le fichier n’est pas un export de STS-WEB (emp_STS_…xml), ou ne nomme pas son établissement.".into(),
        ImportErreur::EncodageInconnu { nom } => format!("L’encodage {} n’est pas lu. UTF-8, ISO-8859-15, ISO-8859-1 et Windows-1252 le sont.", cite(nom)),
        ImportErreur::EtablissementDifferent { fichier, demande } => format!("Le fichier est celui de l’établissement {fichier}, et non de {demande}. Vérifiez le fichier ou le numéro."),
        ImportErreur::EtablissementInconnu { uai } => format!("L’établissement {} n’existe pas dans l’académie. Importez d’abord les établissements, ou vérifiez le numéro.", cite(uai)),
        ImportErreur::Lecture { detail } => format!("Le fichier n’a pas pu être lu ({detail})."),
        ImportErreur::Erreur(e) => super::erreur(e),
    }
}

/// What an import did, or would do: one sentence.
#[must_use]
pub fn bilan(r: &RapportImport) -> String {
    let lignes = nombre(r.lignes as usize, "ligne lue", "lignes lues");
    let feminin = matches!(
        r.genre,
        GenreImport::Missions | GenreImport::Indisponibilites | GenreImport::Competences
    );
    let accord = |m: &'static str, f: &'static str| if feminin { f } else { m };
    let mut morceaux = vec![
        nombre(
            r.crees as usize,
            accord("créé", "créée"),
            accord("créés", "créées"),
        ),
        nombre(
            r.modifies as usize,
            accord("modifié", "modifiée"),
            accord("modifiés", "modifiées"),
        ),
        nombre(
            r.inchanges as usize,
            accord("inchangé", "inchangée"),
            accord("inchangés", "inchangées"),
        ),
    ];
    if r.doublons > 0 {
        morceaux.push(nombre(
            r.doublons as usize,
            "ligne en double",
            "lignes en double",
        ));
    }
    if r.ignores > 0 {
        morceaux.push(nombre(
            r.ignores as usize,
            "ligne d’une autre académie",
            "lignes d’autres académies",
        ));
    }
    morceaux.push(nombre(
        r.refuses as usize,
        "ligne refusée",
        "lignes refusées",
    ));
    format!("{lignes}\u{a0}: {}.", morceaux.join(", "))
}

/// How a file was read, for the person who sees wrong accents.
#[must_use]
pub const fn encodage(e: EncodageImport) -> &'static str {
    match e {
        EncodageImport::Utf8 => "UTF-8",
        EncodageImport::Windows1252 => "Windows-1252",
        EncodageImport::Iso885915 => "ISO-8859-15",
    }
}

fn la_colonne(nom: &str) -> String {
    format!("La colonne {}", cite(nom))
}

fn cite(texte: &str) -> String {
    format!("«\u{a0}{texte}\u{a0}»")
}

fn date(jour: NaiveDate) -> String {
    jour_court(jour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_lettre_attendue_est_dite() {
        let raison = RaisonRefus::UaiCle {
            colonne: "uai".into(),
            valeur: "0310038A".into(),
            attendue: 'Y',
        };
        let phrase = refus(&raison);
        assert!(phrase.contains("0310038A") && phrase.ends_with("la lettre attendue est Y."));
    }

    #[test]
    fn un_bilan_s_accorde() {
        let mut r = RapportImport::nouveau(GenreImport::Missions, false);
        (r.lignes, r.crees, r.refuses) = (1_003, 1_001, 2);
        assert_eq!(
            bilan(&r),
            "1\u{202f}003\u{a0}lignes lues\u{a0}: 1\u{202f}001\u{a0}créées, 0\u{a0}modifiée, 0\u{a0}inchangée, 2\u{a0}lignes refusées."
        );
    }
}
