//! What the screens of *Imports* say.

use super::{imports, milliers, nombre};
#[cfg(feature = "ssr")]
use domain::IssueImport;
use domain::{
    ChangementImport, ComptesImport, EtatImport, FaitImport, GenreImport, GesteImport, ImportListe,
    ImportRefus, LigneImport, NOMS_GARDES, PartisRefus, SorteLigne,
};

/// What a file brings, as a title.
#[must_use]
pub const fn genre(g: GenreImport) -> &'static str {
    match g {
        GenreImport::Etablissements => "Établissements",
        GenreImport::Intervenants => "Intervenants",
        GenreImport::Missions => "Missions",
        GenreImport::Indisponibilites => "Indisponibilités",
        GenreImport::Competences => "Compétences",
        GenreImport::Sts => "Enseignants d’un établissement (STS-WEB)",
    }
}

/// Which file is meant.
#[must_use]
pub const fn genre_indice(g: GenreImport) -> &'static str {
    match g {
        GenreImport::Etablissements => "L’annuaire de l’éducation, tel qu’il est publié (CSV).",
        GenreImport::Intervenants => "Les personnels de l’académie (CSV).",
        GenreImport::Missions => {
            "Les missions de Cyclades, avec la fin d’affectation des candidats (CSV)."
        }
        GenreImport::Indisponibilites => "Pour des personnes déjà connues (CSV).",
        GenreImport::Competences => "Pour des personnes déjà connues (CSV).",
        GenreImport::Sts => "L’export emp_STS de STS-WEB, tel quel (XML).",
    }
}

/// Where an import stands.
#[must_use]
pub const fn etat(e: EtatImport, en_cours: bool) -> &'static str {
    match (e, en_cours) {
        (EtatImport::AAnalyser, false) => "En attente d’analyse",
        (EtatImport::AAnalyser, true) => "Analyse en cours",
        (EtatImport::Pret, _) => "À vérifier",
        (EtatImport::AAppliquer, false) => "En attente d’application",
        (EtatImport::AAppliquer, true) => "Application en cours",
        (EtatImport::Applique, _) => "Appliqué",
        (EtatImport::AAnnuler, false) => "En attente d’annulation",
        (EtatImport::AAnnuler, true) => "Annulation en cours",
        (EtatImport::Annule, _) => "Annulé",
        (EtatImport::Refuse, _) => "Fichier refusé",
        (EtatImport::Rompu, _) => "Interrompu",
        (EtatImport::Abandonne, _) => "Abandonné",
    }
}

/// What a kind of lines is called.
#[must_use]
pub const fn sorte(s: SorteLigne) -> &'static str {
    match s {
        SorteLigne::Nouveau => "Nouveaux",
        SorteLigne::Modifie => "Modifiés",
        SorteLigne::Parti => "Absents du fichier",
        SorteLigne::Inchange => "Inchangés",
        SorteLigne::Refuse => "Lignes refusées",
        SorteLigne::Doublon => "En double",
        SorteLigne::Ignore => "Laissés de côté",
        SorteLigne::APrevenir => "Personnes à prévenir",
    }
}

/// The same with its number.
#[must_use]
pub fn sorte_n(s: SorteLigne, n: u32) -> String {
    format!("{} ({})", sorte(s), milliers(n as usize))
}

/// What a kind of lines means, over its list.
#[must_use]
pub const fn sorte_texte(s: SorteLigne) -> &'static str {
    match s {
        SorteLigne::Nouveau => "Ce que l’import crée.",
        SorteLigne::Modifie => {
            "Ce que l’import change\u{a0}: ce qui est enregistré, puis ce que dit le fichier."
        }
        SorteLigne::Parti => {
            "Venus d’un import précédent du même genre, et absents de ce fichier. Rien n’est jamais supprimé\u{a0}: vous choisissez de les marquer partis ou de les laisser tels quels."
        }
        SorteLigne::Inchange => "Ce que le fichier dit est déjà enregistré.",
        SorteLigne::Refuse => {
            "Rien n’est repris de ces lignes. Corrigez-les dans le fichier, puis déposez-le de nouveau."
        }
        SorteLigne::Doublon => "Ces lignes répètent une ligne précédente, qui seule compte.",
        SorteLigne::Ignore => {
            "Ces lignes ne concernent pas cet import\u{a0}: une autre académie, une personne qui n’enseigne pas, une ligne sans objet."
        }
        SorteLigne::APrevenir => {
            "Convocations gardées telles quelles, alors que leur mission n’a plus lieu ce jour-là ou change de centre\u{a0}: modifiez-les depuis la mission, puis prévenez les personnes."
        }
    }
}

/// Title of the table.
#[must_use]
pub fn legende(total: u32) -> String {
    nombre(total as usize, "ligne", "lignes")
}

/// Title of the list.
#[must_use]
pub fn legende_imports(total: u32) -> String {
    nombre(total as usize, "import", "imports")
}

/// The title of an import.
#[must_use]
pub fn titre(i: &ImportListe) -> String {
    format!("Import n°\u{a0}{}\u{a0}: {}", i.id, genre(i.genre))
}

/// The file, who brought it and when.
#[must_use]
pub fn depot(i: &ImportListe) -> String {
    let par = if i.par.is_empty() {
        l::LIGNE_DE_COMMANDE
    } else {
        i.par.as_str()
    };
    let mut phrase = format!(
        "{} ({}), déposé le {} par {par}.",
        if i.fichier.is_empty() {
            l::FICHIER
        } else {
            i.fichier.as_str()
        },
        taille(i.octets),
        i.depose_le
    );
    if !i.etablissement.is_empty() {
        phrase.push_str(&format!(" Établissement {}.", i.etablissement));
    }
    if !i.applique_le.is_empty() {
        phrase.push_str(&format!(" Appliqué le {}.", i.applique_le));
    }
    phrase
}

/// `12 ko`, `1,4 Mo`.
#[must_use]
pub fn taille(octets: u64) -> String {
    if octets < 1_048_576 {
        format!("{}\u{a0}ko", milliers(octets.div_ceil(1_024) as usize))
    } else {
        let dixiemes = octets * 10 / 1_048_576;
        let entiers = milliers((dixiemes / 10) as usize);
        match dixiemes % 10 {
            0 => format!("{entiers}\u{a0}Mo"),
            reste => format!("{entiers},{reste}\u{a0}Mo"),
        }
    }
}

/// The counts in one sentence.
#[must_use]
pub fn comptes(c: &ComptesImport) -> String {
    let mut morceaux = vec![
        nombre(c.nouveaux as usize, "nouveau", "nouveaux"),
        nombre(c.modifies as usize, "modifié", "modifiés"),
        nombre(c.inchanges as usize, "inchangé", "inchangés"),
    ];
    for (n, un, plusieurs) in [
        (c.partis, "absent du fichier", "absents du fichier"),
        (c.doublons, "ligne en double", "lignes en double"),
        (
            c.ignores,
            "ligne laissée de côté",
            "lignes laissées de côté",
        ),
        (c.refuses, "ligne refusée", "lignes refusées"),
        (c.a_prevenir, "personne à prévenir", "personnes à prévenir"),
    ] {
        if n > 0 {
            morceaux.push(nombre(n as usize, un, plusieurs));
        }
    }
    format!("{}.", morceaux.join(", "))
}

/// How far what is under way is.
#[must_use]
pub fn avance(i: &ImportListe) -> String {
    let (faits, total) = i.avance;
    let pour_cent = (faits.min(total) * 100).checked_div(total).unwrap_or(0);
    format!("{}\u{a0}: {pour_cent}\u{a0}%", etat(i.etat, i.en_cours))
}

/// What went otherwise than asked.
#[cfg(feature = "ssr")]
#[must_use]
pub fn issue(i: &IssueImport) -> String {
    match i {
        IssueImport::Erreur(e) => format!("{} Rien n’a été enregistré.", imports::erreur(e)),
        IssueImport::BaseBougee { noms, nombre: n } => format!(
            "Depuis l’analyse, {} autrement{}. Rien n’a été enregistré\u{a0}: l’import est analysé de nouveau, relisez-le avant de l’appliquer.",
            if *n < 2 {
                "un élément a été enregistré".to_owned()
            } else {
                format!("{}\u{a0}éléments ont été enregistrés", milliers(*n as usize))
            },
            enumeration(noms, *n)
        ),
        IssueImport::Retenus { noms, nombre: n } => format!(
            "L’import n’est pas annulé, et rien n’a changé\u{a0}: {} depuis{}.",
            if *n < 2 {
                "un élément a été employé ou modifié".to_owned()
            } else {
                format!(
                    "{}\u{a0}éléments ont été employés ou modifiés",
                    milliers(*n as usize)
                )
            },
            enumeration(noms, *n)
        ),
        IssueImport::Interrompu => {
            "Le service s’est arrêté plusieurs fois pendant ce travail. Rien n’a été enregistré\u{a0}: recommencez, et signalez-le si cela se reproduit.".into()
        }
    }
}

#[cfg(feature = "ssr")]
/// ` (A, B et 3 autres)`; nothing when no name is known.
fn enumeration(noms: &[String], n: u32) -> String {
    if noms.is_empty() {
        return String::new();
    }
    let reste = (n as usize).saturating_sub(noms.len());
    let suite = if reste > 0 {
        format!(" et {}", nombre(reste, "autre", "autres"))
    } else {
        String::new()
    };
    format!(" ({}{suite})", noms.join(", "))
}

/// Why something is refused of an import.
#[must_use]
pub fn refus(r: &ImportRefus) -> String {
    match r {
        ImportRefus::FichierManquant => {
            "Aucun fichier n’a été reçu, ou il est vide. Choisissez un fichier, puis recommencez.".into()
        }
        ImportRefus::TropGros { maximum } => format!(
            "Le fichier dépasse {}. Partagez-le en plusieurs fichiers, chacun avec l’en-tête, ou demandez à l’exploitant d’élargir la limite. Rien n’a été enregistré.",
            taille(*maximum)
        ),
        ImportRefus::GenreManquant => {
            "Choisissez ce que le fichier contient, puis recommencez.".into()
        }
        ImportRefus::Uai => {
            "Le numéro d’établissement (UAI) compte sept chiffres et une lettre, par exemple 0310038Y. Corrigez-le, ou laissez le champ vide.".into()
        }
        ImportRefus::EtatChange => {
            "Une autre personne a agi sur cet import entre-temps, ou il a été analysé de nouveau. Rien de plus n’a été fait\u{a0}: relisez-le.".into()
        }
        ImportRefus::Partis(p) => partis_refus(*p).into(),
        ImportRefus::Ecartes { fichiers, maximum } => format!(
            "{} de côté (vide ou de plus de {})\u{a0}: {}. Les autres sont déposés, chacun dans son import.",
            nombre(fichiers.len(), "fichier laissé", "fichiers laissés"),
            taille(*maximum),
            noms_de_fichiers(fichiers)
        ),
        ImportRefus::Interrompu { pris, ecartes } => {
            let cote = if ecartes.is_empty() {
                String::new()
            } else {
                format!(
                    " {} de côté\u{a0}: {}.",
                    nombre(ecartes.len(), "fichier laissé", "fichiers laissés"),
                    noms_de_fichiers(ecartes)
                )
            };
            format!(
                "Le dépôt s’est arrêté avant la fin\u{a0}: {}, chacun dans son import, et rien n’en est perdu.{cote} Voyez dans la liste lesquels, puis déposez les suivants, en plusieurs fois s’ils sont nombreux.",
                nombre(*pris, "fichier pris", "fichiers pris")
            )
        }
        ImportRefus::RienAEcrire => {
            "Cet import ne changerait rien\u{a0}: tout ce qu’il dit est déjà enregistré.".into()
        }
    }
}

/// The names of the first files, and how many others there are.
fn noms_de_fichiers(fichiers: &[String]) -> String {
    let montres: Vec<String> = fichiers
        .iter()
        .take(NOMS_GARDES)
        .map(|f| format!("«\u{a0}{f}\u{a0}»"))
        .collect();
    let autres = fichiers.len().saturating_sub(montres.len());
    let suite = if autres > 0 {
        format!(", et {}", nombre(autres, "autre", "autres"))
    } else {
        String::new()
    };
    format!("{}{suite}", montres.join(", "))
}

/// Why those gone cannot be marked so.
#[must_use]
pub const fn partis_refus(p: PartisRefus) -> &'static str {
    match p {
        PartisRefus::Aucun => "Rien n’est à marquer parti.",
        PartisRefus::LignesRefusees => {
            "Des lignes sont refusées\u{a0}: qui figure dans l’une d’elles passerait pour parti. Corrigez d’abord ces lignes dans le fichier."
        }
    }
}

/// The box that marks those gone.
#[must_use]
pub fn marquer_partis(g: GenreImport, n: u32) -> String {
    let n = n as usize;
    match g {
        GenreImport::Etablissements => format!(
            "Marquer {} {}",
            if n < 2 { "fermé" } else { "fermés" },
            nombre(
                n,
                "établissement absent du fichier",
                "établissements absents du fichier"
            )
        ),
        _ if n < 2 => format!(
            "Marquer comme partie {}, qui ne sera plus proposée",
            nombre(
                n,
                "personne absente du fichier",
                "personnes absentes du fichier"
            )
        ),
        _ => format!(
            "Marquer comme parties {}, qui ne seront plus proposées",
            nombre(
                n,
                "personne absente du fichier",
                "personnes absentes du fichier"
            )
        ),
    }
}

/// That letters of missions that the file does not name say something else.
#[must_use]
pub fn lettres_ailleurs(n: u32) -> String {
    let suite = if n < 2 {
        "d’une mission qui n’y figure pas dira autre chose, et sera à renvoyer"
    } else {
        "de missions qui n’y figurent pas diront autre chose, et seront à renvoyer"
    };
    format!(
        "Ce fichier change le libellé d’une session\u{a0}: {} {suite}.",
        nombre(n as usize, "convocation", "convocations")
    )
}

/// That the same file was applied already.
#[must_use]
pub fn deja(quand: &str) -> String {
    format!("Ce même fichier a déjà été appliqué le {quand}\u{a0}: ")
}

/// The link to an import.
#[must_use]
pub fn lien_import(id: i64) -> String {
    format!("import n°\u{a0}{id}")
}

/// The name of a column, as it is read.
#[must_use]
pub fn colonne(code: &str) -> String {
    let dite = match code {
        "mel_professionnel" => "adresse professionnelle",
        "mel_personnel" => "adresse personnelle",
        "civilite" => "civilité",
        "nom_naissance" => "nom de naissance",
        "prenom" => "prénom",
        "uai" => "établissement",
        "centre_uai" => "centre",
        "discipline_code" => "code de la discipline",
        "discipline" => "discipline",
        "adresse_1" | "Adresse_1" => "adresse, ligne 1",
        "adresse_2" | "Adresse_2" => "adresse, ligne 2",
        "Adresse_3" => "adresse, ligne 3",
        "code_postal" | "Code_postal" => "code postal",
        "Nom_commune" => "commune",
        "Identifiant_de_l_etablissement" => "UAI",
        "Nom_etablissement" => "nom",
        "Telephone" => "téléphone",
        "Mail" => "adresse de courriel",
        "etat" => "état",
        "Code_academie" => "code de l’académie",
        "Libelle_academie" => "académie",
        "numero" => "numéro",
        "session_code" => "code de la session",
        "annee" => "année",
        "specialite_code" => "code de la spécialité",
        "specialite" => "spécialité",
        "epreuve_code" => "code de l’épreuve",
        "epreuve" => "épreuve",
        "debut" => "début",
        "affectation_terminee" => "affectation terminée",
        "jours_possibles" => "jours possibles",
        "creneaux" => "créneaux",
        "du" => "du",
        "au" => "au",
        "competent" => "compétent",
        "debut_midi" => "à partir de midi",
        "fin_midi" => "jusqu’à midi",
        autre => return autre.replace('_', " "),
    };
    dite.to_owned()
}

/// What a field becomes: `commune : Rennes → Toulouse`; of something new, its value alone.
#[must_use]
pub fn changement(c: &ChangementImport, s: SorteLigne) -> String {
    let nom = colonne(&c.colonne);
    let apres = if c.apres.is_empty() {
        l::VIDE
    } else {
        c.apres.as_str()
    };
    match s {
        SorteLigne::Nouveau => format!("{nom}\u{a0}: {apres}"),
        SorteLigne::APrevenir => format!(
            "convocation\u{a0}: {}\u{202f}; jours possibles\u{a0}: {apres}",
            c.avant
        ),
        _ => format!(
            "{nom}\u{a0}: {} → {apres}",
            if c.avant.is_empty() {
                l::VIDE
            } else {
                c.avant.as_str()
            }
        ),
    }
}

/// A line of the *Messages* zone.
#[must_use]
pub fn fait(f: &FaitImport) -> String {
    let quoi = format!("Import n°\u{a0}{} ({})", f.import, genre(f.genre));
    match f.geste {
        GesteImport::Analyse => {
            format!("{quoi}\u{a0}: analysé, à vérifier. {}", comptes(&f.comptes))
        }
        GesteImport::Refuse => {
            format!("{quoi}\u{a0}: le fichier est refusé, rien n’a été enregistré.")
        }
        GesteImport::Applique => {
            let mut phrase = format!("{quoi}\u{a0}: appliqué.");
            if f.comptes.a_prevenir > 0 {
                phrase.push_str(&format!(
                    " {}.",
                    nombre(
                        f.comptes.a_prevenir as usize,
                        "personne convoquée est à prévenir",
                        "personnes convoquées sont à prévenir"
                    )
                ));
            }
            phrase
        }
        GesteImport::BaseBougee => format!(
            "{quoi}\u{a0}: non appliqué, la base a changé depuis l’analyse. Il est analysé de nouveau."
        ),
        GesteImport::Annule => format!("{quoi}\u{a0}: annulé, tout est comme avant."),
        GesteImport::Retenu => {
            format!("{quoi}\u{a0}: non annulé, des éléments en dépendent ou ont changé depuis.")
        }
        GesteImport::Abandonne => format!("{quoi}\u{a0}: abandonné, rien n’a été enregistré."),
        GesteImport::Rompu => format!("{quoi}\u{a0}: interrompu, rien n’a été enregistré."),
    }
}

/// A refused line, as its file has it.
#[must_use]
pub fn cellules_refus(ligne: &LigneImport) -> [String; 4] {
    [
        ligne.ligne.to_string(),
        ligne.cle.clone(),
        ligne.nom.clone(),
        ligne
            .raison
            .as_ref()
            .map(imports::refus)
            .unwrap_or_default(),
    ]
}

/// Somebody to be warned, as the file has them: the columns of [`l::COLONNES_A_PREVENIR`].
#[must_use]
pub fn cellules_a_prevenir(ligne: &LigneImport) -> [String; 4] {
    let jours = ligne.changements.first();
    [
        ligne.cle.clone(),
        ligne.nom.clone(),
        jours.map(|c| c.avant.clone()).unwrap_or_default(),
        jours.map(|c| c.apres.clone()).unwrap_or_default(),
    ]
}

/// Largest file accepted.
#[must_use]
pub fn limite(octets: u64) -> String {
    format!(
        "{} au plus par fichier. Choisissez-en plusieurs pour les déposer ensemble (l’export STS-WEB de chaque établissement, par exemple)\u{a0}: chacun est un import, avec son aperçu.",
        taille(octets)
    )
}

/// Columns of the file that nobody reads.
#[must_use]
pub fn ignorees(colonnes: &[String]) -> String {
    format!("Colonnes non lues\u{a0}: {}.", colonnes.join(", "))
}

/// How the file was read, when it may not be as it was written.
#[must_use]
pub fn lu_en(e: domain::EncodageImport) -> String {
    format!(
        "Le fichier a été lu en {}\u{a0}: vérifiez quelques accents.",
        imports::encodage(e)
    )
}

/// Fixed texts.
pub mod l {
    /// Title.
    pub const IMPORTS: &str = "Imports";
    /// Title.
    pub const NOUVEL_IMPORT: &str = "Nouvel import";
    /// Introduction of the list.
    pub const TEXTE: &str = "Les fichiers déposés, ce qu’ils changent et ce qu’ils sont devenus. Rien n’est enregistré avant que vous ne l’appliquiez.";
    /// No import.
    pub const AUCUN: &str = "Aucun import n’a encore été fait.";
    /// Column.
    pub const COL_IMPORT: &str = "Import";
    /// Column.
    pub const COL_FICHIER: &str = "Fichier";
    /// Column.
    pub const COL_ETAT: &str = "État";
    /// Column.
    pub const COL_DEPOT: &str = "Déposé";
    /// Column.
    pub const COL_COMPTES: &str = "Lignes";
    /// Column.
    pub const COL_LIGNE: &str = "Ligne";
    /// Column.
    pub const COL_CLE: &str = "Repère";
    /// Column.
    pub const COL_NOM: &str = "Nom";
    /// Column.
    pub const COL_CHANGEMENTS: &str = "Ce qui change";
    /// Column.
    pub const COL_RAISON: &str = "Raison";
    /// Who, for what no account brought.
    pub const LIGNE_DE_COMMANDE: &str = "la ligne de commande";
    /// A file without name.
    pub const FICHIER: &str = "Fichier";
    /// Back.
    pub const RETOUR: &str = "Retour aux imports";
    /// What the file brings.
    pub const GENRE: &str = "Que contient le fichier\u{202f}?";
    /// The file.
    pub const FICHIER_CHAMP: &str = "Fichier, ou plusieurs du même genre";
    /// The établissement, for STS-WEB.
    pub const UAI: &str = "Établissement attendu (UAI), pour STS-WEB";
    /// Its hint.
    pub const UAI_INDICE: &str =
        "Facultatif\u{a0}: un fichier d’un autre établissement est alors refusé.";
    /// The button.
    pub const DEPOSER: &str = "Déposer et analyser";
    /// What comes next.
    pub const SUITE: &str = "Le fichier est d’abord analysé\u{a0}: vous verrez ce qu’il crée, change ou laisse tel quel avant de l’appliquer.";
    /// Models.
    pub const MODELES: &str = "Modèles de fichiers à compléter\u{a0}:";
    /// Title of the page of a file that is too large.
    pub const TROP_GROS: &str = "Fichier trop volumineux";
    /// Reads again.
    pub const ACTUALISER: &str = "Actualiser";
    /// Gives up.
    pub const ABANDONNER: &str = "Abandonner l’import";
    /// Analyses again.
    pub const REANALYSER: &str = "Analyser de nouveau";
    /// Applies.
    pub const APPLIQUER: &str = "Appliquer l’import";
    /// Title of what can be done.
    pub const APPLIQUER_TITRE: &str = "Appliquer";
    /// What applying does.
    pub const APPLIQUER_TEXTE: &str = "Tout est enregistré d’un coup, ou rien. Si la base a changé depuis l’analyse, rien n’est enregistré et l’import est analysé de nouveau.";
    /// Nothing to do.
    pub const RIEN_A_APPLIQUER: &str =
        "Tout ce que dit ce fichier est déjà enregistré\u{a0}: il n’y a rien à appliquer.";
    /// Takes back.
    pub const ANNULER: &str = "Annuler l’import";
    /// Title of taking back.
    pub const ANNULER_TITRE: &str = "Annuler";
    /// What taking back does.
    pub const ANNULER_TEXTE: &str = "Tout redevient comme avant l’import, tant que rien n’en dépend\u{a0}: une personne convoquée ou modifiée depuis retient l’import entier, et elle vous est nommée.";
    /// The views.
    pub const SORTES: &str = "Lignes à voir";
    /// Filter.
    pub const MOT: &str = "Filtrer par mot-clé";
    /// Nothing kept by the filter.
    pub const AUCUNE_LIGNE: &str = "Aucune ligne.";
    /// Downloads refused lines.
    pub const TELECHARGER_REFUS: &str = "Télécharger les lignes refusées (CSV)";
    /// Button: the people to warn, as a file.
    pub const TELECHARGER_A_PREVENIR: &str = "Télécharger les personnes à prévenir (CSV)";
    /// An empty field.
    pub const VIDE: &str = "(vide)";
    /// Opens the mission.
    pub const VOIR_LA_MISSION: &str = "Voir la mission";
    /// Columns of the file of refused lines.
    pub const COLONNES_REFUS: [&str; 4] = ["ligne", "repere", "nom", "raison"];
    /// Columns of the file of people to be warned.
    pub const COLONNES_A_PREVENIR: [&str; 4] =
        ["mission", "nom", "jours_convoques", "jours_possibles"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ImportId;

    #[test]
    fn les_tailles_se_lisent() {
        assert_eq!(taille(0), "0\u{a0}ko");
        assert_eq!(taille(1), "1\u{a0}ko");
        assert_eq!(taille(64 * 1_048_576), "64\u{a0}Mo");
        assert_eq!(taille(1_572_864), "1,5\u{a0}Mo");
    }

    #[test]
    fn ceux_qui_retiennent_sont_nommes() {
        let issue_ = IssueImport::Retenus {
            noms: vec!["DURAND Anne".into(), "PETIT Luc".into()],
            nombre: 5,
        };
        let phrase = issue(&issue_);
        assert!(
            phrase.contains("5\u{a0}éléments")
                && phrase.contains(" depuis (DURAND Anne, PETIT Luc et 3\u{a0}autres)."),
            "{phrase}"
        );
        let sans_nom = IssueImport::BaseBougee {
            noms: Vec::new(),
            nombre: 3,
        };
        let phrase = issue(&sans_nom);
        assert!(phrase.contains("enregistrés autrement. Rien"), "{phrase}");
    }

    #[test]
    fn les_lettres_d_ailleurs_s_accordent() {
        assert_eq!(
            lettres_ailleurs(1),
            "Ce fichier change le libellé d’une session\u{a0}: 1\u{a0}convocation d’une mission qui n’y figure pas dira autre chose, et sera à renvoyer."
        );
        assert!(
            lettres_ailleurs(3).contains("3\u{a0}convocations de missions qui n’y figurent pas")
        );
    }

    #[test]
    fn qui_part_s_accorde() {
        let dit = |n| marquer_partis(GenreImport::Intervenants, n);
        assert_eq!(
            dit(1),
            "Marquer comme partie 1\u{a0}personne absente du fichier, qui ne sera plus proposée"
        );
        assert_eq!(
            dit(3),
            "Marquer comme parties 3\u{a0}personnes absentes du fichier, qui ne seront plus proposées"
        );
    }

    #[test]
    fn un_message_dit_ou_l_on_en_est() {
        let f = FaitImport {
            import: ImportId(7),
            genre: GenreImport::Missions,
            geste: GesteImport::Analyse,
            comptes: ComptesImport {
                nouveaux: 2,
                refuses: 1,
                ..ComptesImport::default()
            },
        };
        assert_eq!(
            fait(&f),
            "Import n°\u{a0}7 (Missions)\u{a0}: analysé, à vérifier. 2\u{a0}nouveaux, 0\u{a0}modifié, 0\u{a0}inchangé, 1\u{a0}ligne refusée."
        );
    }

    #[test]
    fn un_changement_se_lit() {
        let c = ChangementImport {
            colonne: "commune".into(),
            avant: String::new(),
            apres: "RENNES".into(),
        };
        assert_eq!(
            changement(&c, SorteLigne::Modifie),
            "commune\u{a0}: (vide) → RENNES"
        );
        assert_eq!(changement(&c, SorteLigne::Nouveau), "commune\u{a0}: RENNES");
    }
}
