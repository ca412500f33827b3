//! What the screens say of *Consultation des missions*.

use super::{milliers, nombre};
use domain::{
    ColonneConsultation, Consultation, Creneau, EtatConsulte, LigneConsultation, NaiveDate,
    Occupation, VueConsultation, heure_longue, jour_court, jour_long, nom_mois,
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
        ColonneConsultation::Epreuve => "Epreuve-option",
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
        0 => "personne".into(),
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
    use domain::Datelike;
    match v {
        VueConsultation::Mois => {
            let mois = nom_mois(du.month());
            let mut lettres = mois.chars();
            let initiale: String = lettres
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            format!("{initiale}{} {}", lettres.as_str(), du.year())
        }
        VueConsultation::Semaine | VueConsultation::Salles => {
            format!("Semaine du {} au {}", jour_court(du), jour_court(au))
        }
        VueConsultation::Liste | VueConsultation::Jour => {
            let jour = jour_long(du);
            let mut lettres = jour.chars();
            let initiale: String = lettres
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            format!("{initiale}{}", lettres.as_str())
        }
    }
}

/// What is beyond what a cell of the month shows.
#[must_use]
pub fn et_autres(n: usize) -> String {
    format!("et {} de plus", milliers(n))
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
    pub const JOUR: &str = "Autour du";
    pub const LISTE: &str = "Missions, dates, salles et personnes";
    pub const CALENDRIER: &str = "Calendrier des missions";
    pub const SALLES: &str = "Occupation des salles";
    pub const SALLE: &str = "Salle";
    pub const SANS_SALLE: &str = "Sans salle";
    pub const HORAIRES: &str = "Horaires";
    pub const VIDE: &str = "Aucune ligne ne correspond à ces filtres.";
    pub const AUCUN_CENTRE: &str = "Aucune mission n’est connue pour vos établissements.";
    pub const PRECEDENT: &str = "Période précédente";
    pub const SUIVANT: &str = "Période suivante";
    pub const PERIODES: &str = "Changer de période";
    pub const PARTAGEE: &str = "salle prise par une autre mission aux mêmes heures";
    pub const EXPORTER: &str = "Exporter (CSV)";
    pub const EMARGEMENT: &str = "Feuille d’émargement du jour (PDF)";
    /// Columns of the file.
    pub const COLONNES: [&str; 12] = [
        "Mission",
        "Type de mission",
        "Epreuve-option",
        "Jours",
        "Salle",
        "Commission",
        "Intervenant",
        "Etablissement",
        "Qualité",
        "État",
        "Envoi",
        "Réponse",
    ];
}
