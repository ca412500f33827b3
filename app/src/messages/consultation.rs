//! What the screens say of *Consultation des missions*.

use super::{majuscule, milliers, nombre};
use domain::{
    ColonneConsultation, Consultation, Creneau, Datelike, EtatConsulte, FiltreConsultation,
    HorsExtrait, LigneConsultation, NaiveDate, Occupation, VueConsultation, heure_longue,
    jour_court, jour_long, nom_jour, nom_mois,
};

/// Name of a way to look.
#[must_use]
pub const fn vue(v: VueConsultation) -> &'static str {
    match v {
        VueConsultation::Liste => "Liste",
        VueConsultation::Mois => "Mois",
        VueConsultation::Semaine => "Semaine",
        VueConsultation::Salles => "Salles",
        VueConsultation::Jour => "Jour",
    }
}

/// Where a convocation stands.
#[must_use]
pub const fn etat(e: EtatConsulte) -> &'static str {
    match e {
        EtatConsulte::SansPersonne => "Personne n’est convoqué",
        EtatConsulte::NonEnvoyee => "Non envoyée",
        EtatConsulte::EnRoute => "Envoi en cours",
        EtatConsulte::EnEchec => "Envoi en échec",
        EtatConsulte::SansReponse => "Envoyée, sans réponse",
        EtatConsulte::Lue => "Pris connaissance",
        EtatConsulte::Empechement => "Empêchement",
    }
}

/// Class of a state.
#[must_use]
pub const fn classe_etat(e: EtatConsulte) -> &'static str {
    match e {
        EtatConsulte::SansPersonne | EtatConsulte::NonEnvoyee => {
            "fr-badge fr-badge--sm fr-badge--warning fr-badge--no-icon"
        }
        EtatConsulte::EnRoute | EtatConsulte::SansReponse => {
            "fr-badge fr-badge--sm fr-badge--info fr-badge--no-icon"
        }
        EtatConsulte::EnEchec | EtatConsulte::Empechement => {
            "fr-badge fr-badge--sm fr-badge--error fr-badge--no-icon"
        }
        EtatConsulte::Lue => "fr-badge fr-badge--sm fr-badge--success fr-badge--no-icon",
    }
}

/// Title of a column.
#[must_use]
pub const fn colonne(c: ColonneConsultation) -> &'static str {
    match c {
        ColonneConsultation::Jour => "Jours",
        ColonneConsultation::Numero => "Mission",
        ColonneConsultation::Epreuve => "Épreuve-option",
        ColonneConsultation::Salle => "Salle",
        ColonneConsultation::Nom => "Intervenant",
        ColonneConsultation::Etat => "État",
    }
}

/// `01/02/2021, 8 h – 12 h`.
#[must_use]
pub fn creneau(c: &Creneau) -> String {
    format!(
        "{}, {} – {}",
        jour_court(c.jour),
        heure_longue(c.debut),
        heure_longue(c.fin)
    )
}

/// `8 h – 12 h`.
#[must_use]
pub fn horaires(o: &Occupation) -> String {
    format!("{} – {}", heure_longue(o.debut), heure_longue(o.fin))
}

/// `3 personnes`, or that nobody is convoked.
#[must_use]
pub fn personnes(n: usize) -> String {
    match n {
        0 => "aucune personne".into(),
        n => nombre(n, "personne", "personnes"),
    }
}

/// Caption of the list.
#[must_use]
pub fn legende(total: usize, missions: usize) -> String {
    format!(
        "{}, {} dans l’année",
        nombre(total, "ligne", "lignes"),
        nombre(missions, "mission", "missions")
    )
}

/// Title of what a calendar shows.
#[must_use]
pub fn periode(v: VueConsultation, (du, au): (NaiveDate, NaiveDate)) -> String {
    match v {
        VueConsultation::Mois => {
            format!("{} {}", majuscule(nom_mois(du.month())), du.year())
        }
        VueConsultation::Semaine | VueConsultation::Salles => {
            format!("Semaine du {} au {}", jour_court(du), jour_court(au))
        }
        VueConsultation::Liste | VueConsultation::Jour => majuscule(&jour_long(du)),
    }
}

/// Goes to what comes before what a calendar shows.
#[must_use]
pub const fn precedent(v: VueConsultation) -> &'static str {
    match v {
        VueConsultation::Mois => "Mois précédent",
        VueConsultation::Semaine | VueConsultation::Salles => "Semaine précédente",
        VueConsultation::Liste | VueConsultation::Jour => "Jour précédent",
    }
}

/// Goes to what comes after it.
#[must_use]
pub const fn suivant(v: VueConsultation) -> &'static str {
    match v {
        VueConsultation::Mois => "Mois suivant",
        VueConsultation::Semaine | VueConsultation::Salles => "Semaine suivante",
        VueConsultation::Liste | VueConsultation::Jour => "Jour suivant",
    }
}

/// The day around which a calendar looks; that of a day is the day itself.
#[must_use]
pub const fn autour(v: VueConsultation) -> &'static str {
    match v {
        VueConsultation::Liste | VueConsultation::Jour => "Jour",
        VueConsultation::Mois | VueConsultation::Semaine | VueConsultation::Salles => "Autour du",
    }
}

/// What is beyond what a cell of the month shows.
#[must_use]
pub fn et_autres(n: usize) -> String {
    format!("et {} de plus", milliers(n))
}

/// The same, for who does not see in which cell it is.
#[must_use]
pub fn et_autres_du(jour: NaiveDate, n: usize) -> String {
    format!("{}, {}", et_autres(n), jour_long(jour))
}

/// Accessible name of a day of the month.
#[must_use]
pub fn jour_du_mois(jour: NaiveDate, n: usize) -> String {
    format!(
        "{}\u{a0}: {}",
        jour_long(jour),
        match n {
            0 => "rien".to_owned(),
            n => nombre(n, "mission", "missions"),
        }
    )
}

/// What a day's number follows where the days of the month are a list, without columns.
#[must_use]
pub fn titre_du_jour(jour: NaiveDate, aujourd_hui: bool) -> String {
    let nom = nom_jour(jour.weekday());
    if aujourd_hui {
        format!("aujourd’hui, {nom}")
    } else {
        nom.to_owned()
    }
}

/// Where the year's days are, when the shown period is empty.
#[must_use]
pub fn periode_vide(c: &Consultation) -> String {
    match c.bornes {
        Some((du, au)) => format!(
            "Rien n’a lieu sur cette période. Les jours de l’année vont du {} au {}.",
            jour_court(du),
            jour_court(au)
        ),
        None => "Aucune mission n’a de jour cette année.".into(),
    }
}

/// What filters beside the centre, the year and the period of a calendar.
#[must_use]
pub fn filtres(f: &FiltreConsultation) -> Vec<String> {
    let liste = f.vue == VueConsultation::Liste;
    let date = |quand: &str, jour: Option<NaiveDate>| {
        jour.filter(|_| liste)
            .map(|j| format!("{quand} {}", jour_court(j)))
    };
    let mot = f.mot_cle.trim();
    [
        f.type_mission.map(|t| t.libelle().to_owned()),
        f.etat.map(|e| format!("état «\u{a0}{}\u{a0}»", etat(e))),
        date("à partir du", f.du),
        date("jusqu’au", f.au),
        (!mot.is_empty()).then(|| format!("mot-clé «\u{a0}{mot}\u{a0}»")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a day sheet is of: the whole day, or an extract, with what it leaves out.
#[must_use]
pub fn objet_du_jour(f: &FiltreConsultation, jour: NaiveDate, hors: Option<HorsExtrait>) -> String {
    let Some(hors) = hors else {
        return format!("Toutes les missions du {}", jour_long(jour));
    };
    let mut quoi = vec![format!("missions du {}", jour_long(jour))];
    quoi.extend(filtres(f));
    format!(
        "Extrait\u{a0}: {}. N’y sont pas\u{a0}: {}, {}.",
        quoi.join(", "),
        nombre(hors.missions, "mission du jour", "missions du jour"),
        nombre(hors.lignes, "signature", "signatures")
    )
}

/// What is below the title of the printed list.
#[must_use]
pub fn sous_titre(
    f: &FiltreConsultation,
    annee: i32,
    dates: Option<(NaiveDate, NaiveDate)>,
) -> String {
    let mut quoi = vec![match dates {
        Some(dates) => periode(f.vue, dates),
        None => format!("Année {annee}"),
    }];
    quoi.extend(filtres(f));
    quoi.join(", ")
}

/// The cells of a line, as paper has them: the columns of the screen.
#[must_use]
pub fn cellules_papier(ligne: &LigneConsultation) -> [String; 6] {
    let ensemble = |textes: &[&str]| {
        let pleins: Vec<&str> = textes.iter().copied().filter(|t| !t.is_empty()).collect();
        pleins.join("\n")
    };
    let jours: Vec<String> = ligne.creneaux.iter().map(creneau).collect();
    let commission = if ligne.commission.is_empty() {
        String::new()
    } else {
        format!("Com.\u{a0}{}", ligne.commission)
    };
    [
        ligne.numero.to_string(),
        ensemble(&[&ligne.intitule, ligne.type_mission.libelle()]),
        jours.join("\n"),
        ensemble(&[&ligne.salle, &commission]),
        ensemble(&[
            &ligne.nom,
            ligne.qualite.map_or("", |q| q.libelle()),
            &ligne.etablissement,
        ]),
        etat(ligne.etat).to_owned(),
    ]
}

/// The cells of a line, as its file has them: the columns of [`l::COLONNES`].
#[must_use]
pub fn cellules(ligne: &LigneConsultation) -> [String; 12] {
    [
        ligne.numero.to_string(),
        ligne.type_mission.libelle().to_owned(),
        ligne.intitule.clone(),
        ligne
            .creneaux
            .iter()
            .map(creneau)
            .collect::<Vec<_>>()
            .join("\u{202f}; "),
        ligne.salle.clone(),
        ligne.commission.clone(),
        ligne.nom.clone(),
        ligne.etablissement.clone(),
        ligne
            .qualite
            .map(|q| q.libelle().to_owned())
            .unwrap_or_default(),
        etat(ligne.etat).to_owned(),
        ligne
            .envoi
            .as_ref()
            .map(|e| super::etat_courriel(e.etat).to_owned())
            .unwrap_or_default(),
        ligne
            .reponse
            .as_ref()
            .map(super::confiance::reponse)
            .unwrap_or_default(),
    ]
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Consultation des missions";
    pub const VUES: &str = "Présentation";
    pub const CENTRE: &str = "Centre";
    pub const TYPE: &str = "Type de mission";
    pub const TOUS_LES_TYPES: &str = "Tous les types";
    pub const ETAT: &str = "État";
    pub const TOUS_LES_ETATS: &str = "Tous les états";
    pub const DU: &str = "À partir du";
    pub const AU: &str = "Jusqu’au";
    pub const LISTE: &str = "Missions, dates, salles et personnes";
    pub const CALENDRIER: &str = "Calendrier des missions";
    pub const SALLES: &str = "Occupation des salles";
    pub const SALLE: &str = "Salle";
    pub const SANS_SALLE: &str = "Sans salle";
    pub const HORAIRES: &str = "Horaires";
    pub const VIDE: &str = "Aucune ligne ne correspond à ces filtres.";
    pub const AUCUN_CENTRE: &str = "Aucune mission n’est connue pour vos établissements.";
    pub const PERIODES: &str = "Changer de période";
    pub const PARTAGEE: &str = "salle prise par une autre mission aux mêmes heures";
    pub const EXPORTER: &str = "Exporter (CSV)";
    pub const IMPRIMER: &str = "Imprimer la liste (PDF)";
    pub const EMARGEMENT: &str = "Feuille d’émargement du jour (PDF)";
    /// Columns of the file.
    pub const COLONNES: [&str; 12] = [
        "Mission",
        "Type de mission",
        "Épreuve-option",
        "Jours",
        "Salle",
        "Commission",
        "Intervenant",
        "Établissement",
        "Qualité",
        "État",
        "Envoi",
        "Réponse",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_extrait_dit_ce_qui_filtre_et_ce_qui_manque() {
        let jour = NaiveDate::from_ymd_opt(2021, 2, 1).unwrap_or_default();
        let f = FiltreConsultation {
            vue: VueConsultation::Jour,
            etat: Some(EtatConsulte::Lue),
            mot_cle: " durand ".into(),
            // Of the list: nothing on a day sheet.
            du: Some(jour),
            ..FiltreConsultation::default()
        };
        assert_eq!(
            objet_du_jour(&f, jour, None),
            "Toutes les missions du lundi\u{a0}1er février 2021"
        );
        let hors = HorsExtrait {
            missions: 2,
            lignes: 12,
        };
        assert_eq!(
            objet_du_jour(&f, jour, Some(hors)),
            "Extrait\u{a0}: missions du lundi\u{a0}1er février 2021, état «\u{a0}Pris connaissance\u{a0}», mot-clé «\u{a0}durand\u{a0}». N’y sont pas\u{a0}: 2\u{a0}missions du jour, 12\u{a0}signatures."
        );
        let liste = FiltreConsultation {
            vue: VueConsultation::Liste,
            ..f
        };
        assert!(sous_titre(&liste, 2021, None).starts_with("Année 2021, état "));
        assert!(sous_titre(&liste, 2021, None).contains(", à partir du 01/02/2021, "));
    }
}
