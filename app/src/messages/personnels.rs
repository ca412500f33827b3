//! Sentences of *Consultation des personnels* and of *Saisie d’indisponibilité*.

use super::{jours, milliers, nombre};
use domain::{
    Absence, Charge, ColonneIndisponibilite, ColonnePersonnel, Comparaison, ConvocationDePersonne,
    ConvocationTouchee, Datelike, EvenementPersonne, IndisponibiliteErreur,
    LigneHistoriquePersonne, LigneIndisponibilite, LignePersonnel, Mois, NaiveDate, PartieJour,
    PersonneAChoisir, jour_court, jour_de_semaine, nom_jour, nom_mois, periode,
};

/// What is wrong with an indisponibilité, and what to do about it.
#[must_use]
pub fn indisponibilite_erreur(e: &IndisponibiliteErreur) -> String {
    use IndisponibiliteErreur as E;
    match e {
        E::AucunePersonne => "Cochez au moins une personne.".into(),
        E::TropDePersonnes { maximum } => format!(
            "Une saisie concerne {} au plus\u{a0}: procédez en plusieurs fois.",
            nombre(*maximum, "personne", "personnes")
        ),
        E::PersonneInconnue => {
            "Une personne cochée n’est plus dans votre établissement. Rechargez la page, puis recommencez.".into()
        }
        E::DebutIllisible => {
            "Indiquez le premier jour, par exemple 01/02/2021.".into()
        }
        E::FinIllisible => {
            "Le dernier jour n’a pas pu être lu. Écrivez-le par exemple ainsi\u{a0}: 05/02/2021.".into()
        }
        E::DatesInversees => {
            "Le dernier jour précède le premier\u{a0}: corrigez l’un des deux.".into()
        }
        E::TropLongue { maximum } => format!(
            "Une indisponibilité dure {}\u{a0}ans au plus. Réduisez la période.",
            maximum / 366
        ),
        E::JourAbsent { jour } => {
            let nom = jour_de_semaine(*jour).map_or("", nom_jour);
            format!("La période ne compte aucun {nom}. Décochez ce jour, ou allongez la période.")
        }
        E::RienNeReste => {
            "De midi à midi le même jour, il ne reste rien\u{a0}: décochez l’une des deux cases.".into()
        }
        E::MotifManquant => "Choisissez un motif dans la liste.".into(),
        E::CommentaireMedical => {
            "Une raison médicale ne se détaille pas\u{a0}: effacez le commentaire.".into()
        }
        E::CommentaireTropLong { longueur } => format!(
            "Commentaire\u{a0}: {} au plus, {longueur} saisis.",
            nombre(domain::COMMENTAIRE_INDISPONIBILITE, "caractère", "caractères")
        ),
        E::CaractereInterdit => {
            "Le commentaire contient un caractère invisible ou de contrôle. Saisissez-le au clavier plutôt que par copier-coller.".into()
        }
        E::DejaSaisie { nom } => format!(
            "Cette période est déjà saisie pour {nom}. Décochez ce nom, ou modifiez l’indisponibilité qui existe."
        ),
        E::FinNonAvancee { au } => format!(
            "L’indisponibilité finit déjà le {}. Choisissez un jour antérieur.",
            jour_court(*au)
        ),
        E::FinAvantDebut { du } => format!(
            "L’indisponibilité ne commence que le {}. Supprimez-la plutôt.",
            jour_court(*du)
        ),
        E::ChangeeEntreTemps { supprimee: true } => {
            "Une autre personne a supprimé cette indisponibilité entre-temps. Rien n’a été enregistré\u{a0}: revenez à la liste.".into()
        }
        E::ChangeeEntreTemps { supprimee: false } => {
            "Une autre personne a modifié cette indisponibilité entre-temps. Rien n’a été écrasé\u{a0}: relisez-la, puis recommencez votre modification.".into()
        }
    }
}

/// All that is wrong with it.
#[must_use]
pub fn indisponibilite_erreurs(erreurs: &[IndisponibiliteErreur]) -> String {
    let phrases: Vec<String> = erreurs.iter().map(indisponibilite_erreur).collect();
    format!("Rien n’a été enregistré. {}", phrases.join(" "))
}

/// How many convocations are hit, and what to do about it; empty when none is.
fn suite_touchees(touchees: u32) -> String {
    match touchees {
        0 => String::new(),
        1 => " Une convocation tombe pendant cette période\u{a0}: remplacez la personne, ou gardez-la.".into(),
        n => format!(
            " {} convocations tombent pendant cette période\u{a0}: remplacez les personnes, ou gardez-les.",
            milliers(n as usize)
        ),
    }
}

/// A line of the *Messages* zone: recorded.
#[must_use]
pub fn saisies(personnes: u32, nom: &str, touchees: u32) -> String {
    let qui = if nom.is_empty() {
        nombre(personnes as usize, "personne", "personnes")
    } else {
        nom.to_owned()
    };
    format!(
        "Indisponibilité saisie pour {qui}.{}",
        suite_touchees(touchees)
    )
}

/// A line of the *Messages* zone: changed.
#[must_use]
pub fn modifiee(nom: &str, periode: &str, touchees: u32) -> String {
    format!(
        "Indisponibilité de {nom} modifiée\u{a0}: {periode}.{}",
        suite_touchees(touchees)
    )
}

/// A line of the *Messages* zone: deleted.
#[must_use]
pub fn supprimee(nom: &str, periode: &str) -> String {
    format!("Indisponibilité de {nom} ({periode}) supprimée.")
}

/// A line of the *Messages* zone: taken back.
#[must_use]
pub fn retablie(nom: &str, periode: &str) -> String {
    format!("Indisponibilité de {nom} ({periode}) rétablie.")
}

/// A line of the *Messages* zone: imported.
#[must_use]
pub fn importees(crees: u32, modifies: u32, refuses: u32) -> String {
    let mut phrase = format!(
        "Import\u{a0}: {}, {}.",
        nombre(
            crees as usize,
            "indisponibilité créée",
            "indisponibilités créées"
        ),
        nombre(modifies as usize, "modifiée", "modifiées")
    );
    if refuses > 0 {
        phrase.push_str(&format!(" {}\u{a0}: voyez le rapport.", refusees(refuses)));
    }
    phrase
}

/// Lines of a file that were refused, counted.
#[must_use]
pub fn refusees(refuses: u32) -> String {
    nombre(refuses as usize, "ligne refusée", "lignes refusées")
}

/// The caption of a person's convocations.
#[must_use]
pub fn nombre_de_convocations(n: usize) -> String {
    nombre(n, "convocation", "convocations")
}

/// The caption of indisponibilités.
#[must_use]
pub fn nombre_d_indisponibilites(n: usize) -> String {
    nombre(n, "indisponibilité", "indisponibilités")
}

/// How many convocations what a file brings hits, and what to do about it.
#[must_use]
pub fn import_touchees(touchees: u32) -> String {
    match touchees {
        0 => "Aucune convocation ne tombe pendant ces périodes.".into(),
        1 => "1\u{a0}convocation tombe pendant ces périodes\u{a0}: remplacez la personne, ou gardez-la.".into(),
        n => format!(
            "{}\u{a0}convocations tombent pendant ces périodes\u{a0}: remplacez les personnes, ou gardez-les.",
            milliers(n as usize)
        ),
    }
}

/// Caption of the list of indisponibilités.
#[must_use]
pub fn legende_indisponibilites(total: u32, sans_filtre: u32) -> String {
    sur(total, sans_filtre, "indisponibilité", "indisponibilités")
}

/// Caption of the list of people.
#[must_use]
pub fn legende_personnels(total: u32, sans_filtre: u32) -> String {
    sur(total, sans_filtre, "personne", "personnes")
}

/// That a paper has only the first people; none when it has everybody.
#[must_use]
pub fn premieres_personnes(imprimees: usize, total: u32) -> Option<String> {
    super::premieres(imprimees, total as usize, "personnes")
}

/// As [`premieres_personnes`], of a list of indisponibilités.
#[must_use]
pub fn premieres_indisponibilites(imprimees: usize, total: u32) -> Option<String> {
    super::premieres(imprimees, total as usize, "indisponibilités")
}

fn sur(total: u32, sans_filtre: u32, un: &str, plusieurs: &str) -> String {
    let n = nombre(total as usize, un, plusieurs);
    if total == sans_filtre {
        n
    } else {
        format!("{n} sur {}", milliers(sans_filtre as usize))
    }
}

/// What a convocation hit is: `mission 172278, Histoire-géographie, LPO BELLEVUE, le …`.
#[must_use]
pub fn touchee(t: &ConvocationTouchee) -> String {
    let quand: Vec<NaiveDate> = t.creneaux.iter().map(|c| c.jour).collect();
    format!("{}, {}, {}", t.intitule, t.centre, jours(&quand))
}

/// How many convocations an indisponibilité being typed hits.
#[must_use]
pub fn apercu(n: usize) -> String {
    match n {
        0 => "Aucune convocation ne tombe pendant cette période.".into(),
        1 => "1\u{a0}convocation tombe pendant cette période\u{a0}:".into(),
        n => format!("{n}\u{a0}convocations tombent pendant cette période\u{a0}:"),
    }
}

/// Accessible name of the link that convokes somebody else.
#[must_use]
pub fn remplacer_pour(nom: &str, mission: i64) -> String {
    format!("{} {nom}, mission {mission}", l::REMPLACER)
}

/// Part of a day, for a form.
#[must_use]
pub const fn partie(p: PartieJour) -> &'static str {
    match p {
        PartieJour::Journee => "Toute la journée",
        PartieJour::Matin => "Le matin seulement",
        PartieJour::ApresMidi => "L’après-midi seulement",
    }
}

/// Part of a day, in a cell.
#[must_use]
pub const fn partie_courte(p: PartieJour) -> &'static str {
    match p {
        PartieJour::Journee => "Indisponible",
        PartieJour::Matin => "Indisponible le matin",
        PartieJour::ApresMidi => "Indisponible l’après-midi",
    }
}

/// Whether somebody is free: over the period asked, or what stands over the year.
#[must_use]
pub fn disponibilite(absences: &[Absence], periode_demandee: bool) -> String {
    match absences {
        [] if periode_demandee => "Disponible".into(),
        [] => String::new(),
        [une] => periode(une),
        plusieurs => nombre(plusieurs.len(), "indisponibilité", "indisponibilités"),
    }
}

/// When and where a convocation is, beside its number: `01/02 et 02/02, LPO BELLEVUE`. The
/// year is that of the list.
#[must_use]
pub fn quand_et_ou(c: &ConvocationDePersonne) -> String {
    quand_ou(c, |jour| format!("{:02}/{:02}", jour.day(), jour.month()))
}

fn quand_ou(c: &ConvocationDePersonne, dire: impl Fn(NaiveDate) -> String) -> String {
    let jours: Vec<NaiveDate> = c.creneaux.iter().map(|x| x.jour).collect();
    let quand = match jours.as_slice() {
        [] => String::new(),
        [un] => dire(*un),
        [debut @ .., dernier] if jours.len() <= 4 => {
            let debut: Vec<String> = debut.iter().map(|j| dire(*j)).collect();
            format!("{} et {}", debut.join(", "), dire(*dernier))
        }
        [premier, .., dernier] => format!(
            "{} du {} au {}",
            nombre(jours.len(), "jour", "jours"),
            dire(*premier),
            dire(*dernier)
        ),
    };
    [quand.as_str(), c.centre_nom.as_str()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The convocations of somebody on paper, one a line: `172278, 01/02, LPO BELLEVUE`.
#[must_use]
pub fn convocations_imprimees(convocations: &[ConvocationDePersonne]) -> String {
    convocations
        .iter()
        .map(|c| format!("{}, {}", c.mission, quand_et_ou(c)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The convocations of somebody as one cell of a file, where days have their year:
/// `172278, 01/02/2021, LPO BELLEVUE | …`.
#[must_use]
pub fn convocations_en_texte(convocations: &[ConvocationDePersonne]) -> String {
    convocations
        .iter()
        .map(|c| format!("{}, {}", c.mission, quand_ou(c, jour_court)))
        .collect::<Vec<_>>()
        .join(" | ")
}

/// How somebody is reached, on paper: address, then telephone.
#[must_use]
pub fn coordonnees(p: &LignePersonnel) -> String {
    let mel = if p.mel.is_empty() {
        l::SANS_ADRESSE
    } else {
        p.mel.as_str()
    };
    if p.telephone.is_empty() {
        mel.to_owned()
    } else {
        format!("{mel}\n{}", p.telephone)
    }
}

/// What is said of somebody who is of the établissement à titre secondaire, with the name of
/// their main one.
#[must_use]
pub fn titre_secondaire(principal: &str) -> String {
    if principal.is_empty() {
        l::TITRE_SECONDAIRE.to_owned()
    } else {
        format!("{} (principal\u{a0}: {principal})", l::TITRE_SECONDAIRE)
    }
}

/// What tells somebody from others, beside their box.
#[must_use]
pub fn precision(p: &PersonneAChoisir) -> String {
    let mut dits = vec![p.discipline.clone()];
    if p.secondaire {
        dits.push(titre_secondaire(&p.etablissement));
    }
    dits.retain(|d| !d.is_empty());
    dits.join(", ")
}

/// The établissements to which somebody is attached à titre secondaire.
#[must_use]
pub fn secondaires(libelles: &[String]) -> String {
    format!("{}\u{a0}: {}", l::TITRE_SECONDAIRE, libelles.join(", "))
}

/// The cells of a person, as the file of the list has them: the columns of
/// [`l::COLONNES_PERSONNELS`].
#[must_use]
pub fn cellules_personnel(p: &LignePersonnel) -> [String; 12] {
    [
        p.matricule.clone(),
        p.nom.clone(),
        p.prenom.clone(),
        p.discipline.clone(),
        p.etablissement.clone(),
        p.mel.clone(),
        p.absences
            .iter()
            .map(periode)
            .collect::<Vec<_>>()
            .join(" | "),
        convocations_en_texte(&p.convocations),
        p.jours.to_string(),
        super::competences::en_bref(&p.competences),
        p.telephone.clone(),
        if p.secondaire { "oui" } else { "" }.to_owned(),
    ]
}

/// The cells of an indisponibilité, as the file of the list has them: the columns of
/// [`l::COLONNES_INDISPONIBILITES`], which `imagin import indisponibilites` reads again.
#[must_use]
pub fn cellules_indisponibilite(i: &LigneIndisponibilite) -> [String; 16] {
    let oui = |b: bool| if b { "oui" } else { "" }.to_owned();
    let (modifiee_par, modifiee_le) = i.modifiee.clone().unwrap_or_default();
    [
        i.matricule.clone(),
        i.nom.clone(),
        i.discipline.clone(),
        i.etablissement.clone(),
        jour_court(i.absence.du),
        jour_court(i.absence.au),
        i.absence.partie.code().to_owned(),
        i.absence
            .jour_semaine
            .and_then(jour_de_semaine)
            .map_or_else(String::new, |j| nom_jour(j).to_owned()),
        oui(i.absence.debut_midi),
        oui(i.absence.fin_midi),
        i.motif.code().to_owned(),
        i.commentaire.clone(),
        i.auteur.clone(),
        i.date.clone(),
        modifiee_par,
        modifiee_le,
    ]
}

/// Label of a column of the list of people.
#[must_use]
pub const fn colonne_personnel(c: ColonnePersonnel) -> &'static str {
    match c {
        ColonnePersonnel::Nom => "Nom",
        ColonnePersonnel::Discipline => "Discipline poste",
        ColonnePersonnel::Etablissement => "Établissement",
        ColonnePersonnel::Charge => "Jours",
    }
}

/// Label of a column of the list of indisponibilités.
#[must_use]
pub const fn colonne_indisponibilite(c: ColonneIndisponibilite) -> &'static str {
    match c {
        ColonneIndisponibilite::Periode => "Période",
        ColonneIndisponibilite::Nom => "Nom",
        ColonneIndisponibilite::Discipline => "Discipline poste",
        ColonneIndisponibilite::Motif => "Motif",
    }
}

/// Label of a view of the list of people.
#[must_use]
pub const fn vue(v: domain::VuePersonnels) -> &'static str {
    match v {
        domain::VuePersonnels::Tous => "Tous",
        domain::VuePersonnels::Convoques => "Convoqués",
        domain::VuePersonnels::NonConvoques => "Non convoqués",
    }
}

/// Goes to the month, or to the three months, before those shown.
#[must_use]
pub const fn precedent(trimestre: bool) -> &'static str {
    if trimestre {
        "Trimestre précédent"
    } else {
        "Mois précédent"
    }
}

/// Goes to those after.
#[must_use]
pub const fn suivant(trimestre: bool) -> &'static str {
    if trimestre {
        "Trimestre suivant"
    } else {
        "Mois suivant"
    }
}

/// `février 2021`.
#[must_use]
pub fn mois(m: Mois) -> String {
    format!("{} {}", nom_mois(m.mois), m.annee)
}

/// The period over which people are free, said over the list.
#[must_use]
pub fn libres_entre(du: NaiveDate, au: NaiveDate) -> String {
    if du == au {
        format!(
            "Personnes disponibles le {}\u{a0}: ni indisponibles, ni convoquées ce jour-là.",
            jour_court(du)
        )
    } else {
        format!(
            "Personnes disponibles du {} au {}\u{a0}: ni indisponibles, ni convoquées, aucun de ces jours.",
            jour_court(du),
            jour_court(au)
        )
    }
}

/// How somebody's load compares with colleagues'.
#[must_use]
pub fn comparaison(c: &Comparaison) -> String {
    let jours = nombre(c.jours as usize, "jour convoqué", "jours convoqués");
    if c.collegues == 0 {
        return format!("{jours}. Aucun collègue de la même discipline dans l’établissement.");
    }
    let mediane = if c.mediane_double.is_multiple_of(2) {
        (c.mediane_double / 2).to_string()
    } else {
        format!("{},5", c.mediane_double / 2)
    };
    let position = match (c.jours * 2).cmp(&c.mediane_double) {
        core::cmp::Ordering::Greater => "plus que la médiane",
        core::cmp::Ordering::Equal => "autant que la médiane",
        core::cmp::Ordering::Less => "moins que la médiane",
    };
    format!(
        "{jours}, {position} de ses {} de la même discipline ({mediane}).",
        nombre(c.collegues as usize, "collègue", "collègues")
    )
}

/// The load of one colleague, read aloud.
#[must_use]
pub fn charge_de(c: &Charge) -> String {
    format!(
        "{}\u{a0}: {}",
        c.nom,
        nombre(c.jours as usize, "jour", "jours")
    )
}

/// One line of a person's history.
#[must_use]
pub fn evenement(e: &LigneHistoriquePersonne) -> String {
    use EvenementPersonne as E;
    let quoi = match &e.quoi {
        E::IndisponibiliteSaisie { periode } => format!("indisponibilité saisie, {periode}"),
        E::IndisponibiliteModifiee {
            avant,
            apres,
            motif,
        } => {
            let quand = if avant == apres {
                apres.clone()
            } else {
                format!("{avant} → {apres}")
            };
            let autre = if *motif {
                ", motif ou commentaire changé"
            } else {
                ""
            };
            format!("indisponibilité modifiée, {quand}{autre}")
        }
        E::IndisponibiliteSupprimee { periode } => {
            format!("indisponibilité supprimée, {periode}")
        }
        E::IndisponibiliteRetablie { periode } => {
            format!("suppression annulée, indisponibilité rétablie, {periode}")
        }
        E::Convoquee { mission } => format!("convoqué à la mission {mission}"),
        E::ConvocationModifiee { mission } => {
            format!("convocation à la mission {mission} modifiée")
        }
        E::ConvocationSupprimee { mission } => {
            format!("convocation à la mission {mission} supprimée")
        }
        E::ConvocationRetablie { mission } => {
            format!("convocation à la mission {mission} rétablie")
        }
        E::CompetencesSaisies { annee } => format!("compétences de {annee} saisies"),
        E::CompetencesValidees { annee } => format!("compétences de {annee} validées"),
        E::CompetencesRouvertes { annee } => {
            format!("saisie des compétences de {annee} rouverte")
        }
        E::AdressesChangees => "adresses de courriel changées".into(),
        E::AdresseDemandee => "autre adresse personnelle demandée, à confirmer".into(),
        E::AdresseAbandonnee => "changement d’adresse personnelle abandonné".into(),
        E::TelephoneChange => "téléphone changé".into(),
        E::PostaleChangee => "adresse postale changée par la personne".into(),
        E::FicheCreee => "fiche créée".into(),
        E::FicheModifiee {
            rattachement,
            adresses,
        } => {
            let quoi = match (rattachement, adresses) {
                (true, true) => "\u{a0}: rattachement et adresses de courriel",
                (true, false) => "\u{a0}: rattachement",
                (false, true) => "\u{a0}: adresses de courriel",
                (false, false) => "",
            };
            format!("fiche modifiée{quoi}")
        }
        E::FicheFermee => "fiche fermée".into(),
        E::FicheRouverte => "fiche rouverte".into(),
        E::FicheFusionnee => "fiche réunie avec une autre de la même personne".into(),
        E::FusionDefaite => "fiches de nouveau séparées".into(),
        E::ServiceConstate { mission, jours } => service(*mission, jours, "constaté"),
        E::ServiceValide { mission, jours } => service(*mission, jours, "validé"),
        E::ServiceCorrige { mission, jours } => service(*mission, jours, "corrigé"),
    };
    if e.auteur.is_empty() {
        format!("{}\u{a0}: {quoi}", e.date)
    } else {
        format!("{}, {}\u{a0}: {quoi}", e.date, e.auteur)
    }
}

fn service(mission: i64, jours: &[NaiveDate], fait: &str) -> String {
    let jours: Vec<String> = jours.iter().map(|j| jour_court(*j)).collect();
    format!(
        "service fait à la mission {mission} {fait} ({})",
        jours.join(", ")
    )
}

/// How many people the filter of the form finds.
#[must_use]
pub fn trouvees(total: u32, montrees: usize) -> String {
    let n = nombre(total as usize, "personne trouvée", "personnes trouvées");
    if (total as usize) > montrees {
        format!("{n}, les {montrees} premières sont affichées\u{a0}: précisez le filtre.")
    } else {
        format!("{n}.")
    }
}

/// Whose indisponibilité it is.
#[must_use]
pub fn indisponibilite_de(nom: &str) -> String {
    format!("Indisponibilité de {nom}")
}

/// Who recorded it, and when.
#[must_use]
pub fn saisie_par(i: &LigneIndisponibilite) -> String {
    if i.auteur.is_empty() {
        format!("le {}", i.date)
    } else {
        format!("{}, le {}", i.auteur, i.date)
    }
}

/// Who changed it last, and when; none when nobody did.
#[must_use]
pub fn modifiee_par(i: &LigneIndisponibilite) -> Option<String> {
    let (par, le) = i.modifiee.as_ref()?;
    Some(if par.is_empty() {
        format!("Modifiée le {le}")
    } else {
        format!("Modifiée par {par}, le {le}")
    })
}

/// The period to which a printed list of indisponibilités is limited; none when it is not.
#[must_use]
pub fn pendant(du: Option<NaiveDate>, au: Option<NaiveDate>) -> Option<String> {
    match (du, au) {
        (None, None) => None,
        (Some(du), None) => Some(format!("À partir du {}", jour_court(du))),
        (None, Some(au)) => Some(format!("Jusqu’au {}", jour_court(au))),
        (Some(du), Some(au)) => Some(format!(
            "Entre le {} et le {}",
            jour_court(du),
            jour_court(au)
        )),
    }
}

/// What the team's calendar and the list say at the top of a printed page.
#[must_use]
pub fn imprime_le(jour: NaiveDate) -> String {
    format!("Imprimé le {}", jour_court(jour))
}

/// Labels.
pub mod l {
    /// Part of the menu.
    pub const MENU_ETABLISSEMENT: &str = "Établissement";
    /// The list of people.
    pub const CONSULTATION_PERSONNELS: &str = "Consultation des personnels";
    /// The list of indisponibilités.
    pub const SAISIE_INDISPONIBILITE: &str = "Saisie d’indisponibilité";
    /// The same list, printed.
    pub const LISTE_INDISPONIBILITES: &str = "Indisponibilités";
    /// A new one.
    pub const NOUVELLE: &str = "Saisir une indisponibilité";
    /// A file of them.
    pub const IMPORTER: &str = "Importer un fichier (CSV)";
    /// Back to the list.
    pub const RETOUR_LISTE: &str = "Retour à la liste des indisponibilités";
    /// Back to the list of people.
    pub const RETOUR_PERSONNELS: &str = "Retour à la liste des personnels";
    /// No line at all.
    pub const AUCUNE: &str = "Aucune indisponibilité n’est saisie.";
    /// No line that the filter keeps.
    pub const AUCUNE_FILTREE: &str = "Aucune indisponibilité ne correspond à ces filtres.";
    /// No person that the filter keeps.
    pub const AUCUN_PERSONNEL: &str = "Personne ne correspond à ces filtres.";
    /// What was just recorded.
    pub const VIENT_D_ETRE_SAISI: &str = "Ce qui vient d’être saisi";
    /// Leaves it.
    pub const TOUTES: &str = "Voir toutes les indisponibilités";
    /// What the reason is shown to.
    pub const CONFIDENTIALITE: &str = "Le motif et le commentaire ne sont visibles que de l’établissement et du gestionnaire de l’académie. Les centres ne voient que les jours.";
    /// Filter: several disciplines.
    pub const DISCIPLINES: &str = "Discipline";
    /// Agreement of the number chosen.
    pub const DISCIPLINES_CHOISIES: [&str; 2] = ["sélectionnée", "sélectionnées"];
    /// Filter: from.
    pub const A_PARTIR_DU: &str = "À partir du";
    /// Filter: to.
    pub const JUSQU_AU: &str = "Jusqu’au";
    /// Filter of the people: free from.
    pub const DISPONIBLE_DU: &str = "Disponible du";
    /// Filter of the people: free to.
    pub const DISPONIBLE_AU: &str = "au";
    /// Reason.
    pub const MOTIF: &str = "Motif";
    /// No reason in particular.
    pub const TOUS_LES_MOTIFS: &str = "Tous les motifs";
    /// First of the list of reasons in the form.
    pub const CHOISIR_MOTIF: &str = "Choisir un motif";
    /// Column.
    pub const CONVOCATIONS_TOUCHEES: &str = "Convocations touchées";
    /// Column.
    pub const SAISIE_PAR: &str = "Saisie par";
    /// Who shares their service, and is appointed elsewhere.
    pub const TITRE_SECONDAIRE: &str = "À titre secondaire";
    /// Convokes somebody else.
    pub const REMPLACER: &str = "Remplacer";
    /// Not one's own centre.
    pub const AUTRE_CENTRE: &str = "Convoquée par un autre centre\u{a0}: prévenez-le.";
    /// One's own centre, which convokes nobody today.
    pub const CENTRE_FERME: &str = "Le service convocation du centre n’est pas ouvert\u{a0}: demandez le remplacement au gestionnaire.";
    /// People concerned.
    pub const PERSONNES: &str = "Personnes concernées";
    /// Of the filter of people.
    pub const FILTRER_PERSONNES: &str = "Filtrer les personnes";
    /// Under it.
    pub const FILTRER_PERSONNES_INDICE: &str = "Par nom, discipline, établissement, matricule ou adresse de courriel. Filtrez avant de remplir la suite.";
    /// Those ticked already.
    pub const CHOISIES: &str = "Personnes choisies";
    /// Ticks everybody shown.
    pub const TOUT_COCHER: &str = "Tout cocher";
    /// Unticks everybody shown.
    pub const TOUT_DECOCHER: &str = "Tout décocher";
    /// Period.
    pub const PERIODE: &str = "Période";
    /// First day.
    pub const PREMIER_JOUR: &str = "Premier jour";
    /// Last day.
    pub const DERNIER_JOUR: &str = "Dernier jour";
    /// Under it.
    pub const DERNIER_JOUR_INDICE: &str = "Compris. Vide\u{a0}: un seul jour.";
    /// From noon.
    pub const DEBUT_MIDI: &str = "Le premier jour, à partir de midi seulement";
    /// Until noon.
    pub const FIN_MIDI: &str = "Le dernier jour, jusqu’à midi seulement";
    /// Part of each day.
    pub const PARTIE: &str = "Moment de la journée";
    /// Weekly.
    pub const CHAQUE_SEMAINE: &str = "Chaque semaine, seulement le";
    /// Under it.
    pub const CHAQUE_SEMAINE_INDICE: &str = "Pour un temps partiel\u{a0}: cochez les jours d’absence. Aucun jour coché\u{a0}: tous les jours de la période.";
    /// When changing: one day at most.
    pub const CHAQUE_SEMAINE_UN: &str = "Chaque semaine, seulement le";
    /// No day in particular.
    pub const TOUS_LES_JOURS: &str = "Tous les jours de la période";
    /// Free text.
    pub const COMMENTAIRE: &str = "Commentaire (facultatif)";
    /// Under it.
    pub const COMMENTAIRE_INDICE: &str = "Jamais pour une raison médicale.";
    /// Saves.
    pub const ENREGISTRER: &str = "Enregistrer";
    /// Ends early.
    pub const TERMINER: &str = "Terminer plus tôt";
    /// Its field.
    pub const NOUVEAU_DERNIER_JOUR: &str = "Nouveau dernier jour";
    /// Deletes.
    pub const SUPPRIMER: &str = "Supprimer";
    /// Under it.
    pub const SUPPRIMER_INDICE: &str = "La suppression peut être annulée depuis les messages.";
    /// Undo.
    pub const ANNULER_SUPPRESSION: &str = "Annuler la suppression";
    /// Title of what is hit.
    pub const TOUCHEES_TITRE: &str = "Convocations pendant cette période";
    /// Import page.
    pub const IMPORT_TITRE: &str = "Importer des indisponibilités";
    /// Its explanation.
    pub const IMPORT_TEXTE: &str = "Un fichier CSV avec une ligne par indisponibilité. Colonnes attendues\u{a0}: matricule, du, au, motif, et si besoin partie (journee, matin, apres_midi), jours (mercredi, vendredi…), debut_midi, fin_midi (oui), commentaire. Recommencer un import ne crée rien deux fois.";
    /// Where matricules are.
    pub const IMPORT_MATRICULES: &str =
        "Les matricules figurent dans la liste des personnels exportée en CSV.";
    /// Model.
    pub const IMPORT_MODELE: &str = "Télécharger un modèle";
    /// Field.
    pub const IMPORT_FICHIER: &str = "Fichier CSV (1\u{a0}Mo au plus)";
    /// Only try.
    pub const IMPORT_A_BLANC: &str = "Essayer sans rien enregistrer";
    /// Button.
    pub const IMPORT_ENVOYER: &str = "Importer";
    /// Report.
    pub const IMPORT_RAPPORT: &str = "Rapport du dernier import";
    /// It was only tried.
    pub const IMPORT_ESSAI: &str = "Essai\u{a0}: rien n’a été enregistré.";
    /// To the list of what was recorded.
    pub const IMPORT_VOIR: &str = "Voir ce qui vient d’être saisi";
    /// How to take it back.
    pub const IMPORT_REPRENDRE: &str = "Un import fait ici ne s’annule pas d’un coup\u{a0}: supprimez les lignes dans la liste, chaque suppression peut être annulée. Pour un grand fichier, le gestionnaire de l’académie peut l’importer depuis la page Imports, qui sait annuler un import entier.";
    /// No file was chosen.
    pub const IMPORT_SANS_FICHIER: &str = "Choisissez un fichier, puis recommencez.";
    /// Column of the report.
    pub const COL_LIGNE: &str = "Ligne";
    /// Column of the report.
    pub const COL_RAISON: &str = "Raison du refus";
    /// CSV.
    pub const EXPORTER: &str = "Exporter (CSV)";
    /// PDF list.
    pub const IMPRIMER: &str = "Imprimer la liste (PDF)";
    /// What the PDF list of indisponibilités leaves out.
    pub const IMPRIMER_SANS_MOTIF: &str = "La liste imprimée ne donne ni le motif ni le commentaire\u{a0}: elle peut être affichée ou transmise.";
    /// PDF calendar.
    pub const CALENDRIER_EQUIPE: &str = "Calendrier de l’équipe (PDF)";
    /// Its field.
    pub const CALENDRIER_MOIS: &str = "Mois à afficher au mur";
    /// Under the keyword of the list of people.
    pub const MOT_CLE_PERSONNELS: &str = "Nom, discipline, établissement, matricule, n°\u{a0}d’une mission où la personne est convoquée.";
    /// Under the keyword of the list of indisponibilités.
    pub const MOT_CLE_INDISPONIBILITES: &str = "Nom, discipline, matricule, commentaire.";
    /// People shown, by convocations.
    pub const VUE: &str = "Personnels affichés";
    /// Column.
    pub const COL_COORDONNEES: &str = "Coordonnées";
    /// Column.
    pub const COL_DISPONIBILITE: &str = "Indisponibilités";
    /// Column.
    pub const COL_CONVOCATIONS: &str = "Convocations";
    /// No address.
    pub const SANS_ADRESSE: &str = "sans adresse de courriel";
    /// Personal address.
    pub const ADRESSE_PERSONNELLE: &str = "personnelle";
    /// Mission of another centre.
    pub const AILLEURS: &str = "ailleurs";
    /// Columns of the file of people.
    pub const COLONNES_PERSONNELS: [&str; 12] = [
        "matricule",
        "nom",
        "prenom",
        "discipline",
        "etablissement",
        "adresse_electronique",
        "indisponibilites",
        "convocations",
        "jours_convoques",
        "competences",
        "telephone",
        "titre_secondaire",
    ];
    /// Columns of the file of indisponibilités.
    pub const COLONNES_INDISPONIBILITES: [&str; 16] = [
        "matricule",
        "nom",
        "discipline",
        "etablissement",
        "du",
        "au",
        "partie",
        "jours",
        "debut_midi",
        "fin_midi",
        "motif",
        "commentaire",
        "saisie_par",
        "saisie_le",
        "modifiee_par",
        "modifiee_le",
    ];
    /// Page of a person: coordinates.
    pub const COORDONNEES: &str = "Coordonnées";
    /// Professional address.
    pub const MEL_PROFESSIONNEL: &str = "Adresse professionnelle";
    /// Personal address.
    pub const MEL_PERSONNEL: &str = "Adresse personnelle";
    /// Postal address.
    pub const ADRESSE_POSTALE: &str = "Adresse postale";
    /// Matricule.
    pub const MATRICULE: &str = "Matricule";
    /// Not known.
    pub const NON_CONNUE: &str = "non connue";
    /// Calendar.
    pub const CALENDRIER: &str = "Calendrier";
    /// One month.
    pub const VUE_MOIS: &str = "Mois";
    /// Three months.
    pub const VUE_TRIMESTRE: &str = "Trimestre";
    /// Choice between them.
    pub const VUE_CALENDRIER: &str = "Durée affichée";
    /// Legend: convoked.
    pub const LEGENDE_CONVOQUE: &str = "Convocation";
    /// Legend: away.
    pub const LEGENDE_INDISPONIBLE: &str = "Indisponibilité";
    /// Legend: both.
    pub const LEGENDE_CONFLIT: &str = "Convocation pendant une indisponibilité";
    /// Said in a cell that has both.
    pub const EN_CONFLIT: &str = "en conflit";
    /// List of convocations.
    pub const SES_CONVOCATIONS: &str = "Convocations";
    /// None.
    pub const AUCUNE_CONVOCATION: &str = "Aucune convocation pour cette session.";
    /// List of indisponibilités.
    pub const SES_INDISPONIBILITES: &str = "Indisponibilités";
    /// Load.
    pub const CHARGE: &str = "Charge comparée";
    /// Column.
    pub const COL_JOURS: &str = "Jours convoqués";
    /// History.
    pub const HISTORIQUE: &str = "Historique";
    /// Nothing yet.
    pub const HISTORIQUE_VIDE: &str = "Rien n’a encore été enregistré.";
    /// Of a calendar of the team: its title.
    pub const EQUIPE_TITRE: &str = "Calendrier de l’équipe";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_convocation_se_dit_en_bref() {
        let jour = |j| NaiveDate::from_ymd_opt(2021, 2, j).unwrap_or_default();
        let c = |mission, jours: &[u32]| ConvocationDePersonne {
            convocation: domain::ConvocationId(1),
            intervenant: domain::IntervenantId(1),
            mission,
            type_mission: domain::TypeMission::Coec,
            intitule: "Anglais".into(),
            centre: domain::EtablissementId(1),
            centre_nom: "LPO BELLEVUE".into(),
            qualite: None,
            salle: String::new(),
            creneaux: jours
                .iter()
                .map(|j| domain::Creneau {
                    jour: jour(*j),
                    debut: domain::NaiveTime::default(),
                    fin: domain::NaiveTime::default(),
                })
                .collect(),
            visible: false,
            remplacable: false,
        };
        let cas: [(&[u32], &str); 5] = [
            (&[1], "01/02, LPO BELLEVUE"),
            (&[1, 2], "01/02 et 02/02, LPO BELLEVUE"),
            (&[1, 2, 3], "01/02, 02/02 et 03/02, LPO BELLEVUE"),
            (
                &[1, 2, 3, 4, 8],
                "5\u{a0}jours du 01/02 au 08/02, LPO BELLEVUE",
            ),
            (&[], "LPO BELLEVUE"),
        ];
        for (jours, dit) in cas {
            assert_eq!(quand_et_ou(&c(1, jours)), dit);
        }
        let deux = [c(172_278, &[1]), c(172_279, &[2])];
        assert_eq!(
            convocations_imprimees(&deux),
            "172278, 01/02, LPO BELLEVUE\n172279, 02/02, LPO BELLEVUE"
        );
        assert_eq!(
            convocations_en_texte(&deux),
            "172278, 01/02/2021, LPO BELLEVUE | 172279, 02/02/2021, LPO BELLEVUE"
        );
    }

    #[test]
    fn une_charge_se_compare() {
        let c = |jours, mediane_double, collegues| Comparaison {
            collegues,
            jours,
            mediane_double,
            maximum: 9,
        };
        assert_eq!(
            comparaison(&c(6, 9, 12)),
            "6\u{a0}jours convoqués, plus que la médiane de ses 12\u{a0}collègues de la même discipline (4,5)."
        );
        assert!(comparaison(&c(4, 8, 1)).contains("autant que la médiane de ses 1\u{a0}collègue "));
        assert!(comparaison(&c(0, 8, 2)).starts_with("0\u{a0}jour convoqué, moins"));
        assert!(comparaison(&c(1, 0, 0)).contains("Aucun collègue"));
    }

    #[test]
    fn ce_qui_est_touche_appelle_une_suite() {
        assert_eq!(
            saisies(1, "DURAND Anne", 0),
            "Indisponibilité saisie pour DURAND Anne."
        );
        assert!(saisies(3, "", 1).contains("3\u{a0}personnes. Une convocation tombe"));
        assert!(saisies(3, "", 12).contains("12 convocations tombent"));
        assert!(importees(1, 0, 2).ends_with("2\u{a0}lignes refusées\u{a0}: voyez le rapport."));
    }
}
