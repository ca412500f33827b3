//! What the screens say of *Constat de service fait*.

use super::{milliers, nombre};
use domain::{
    BilanService, Comptage, Constat, EtatMissionService, EtatService, EvenementService,
    FiltreServices, GenreConstat, LigneService, ManqueService, MissionService, NaiveDate, Presence,
    RestantService, SERVICE_NOMBRE_MAX, SERVICE_TEXTE_MAX, ServiceErreur, ServiceExporte,
    TypeMission, duree_decimale, duree_longue, jour_court, jour_long,
};

/// Why something cannot be attested, and what to do.
#[must_use]
pub fn erreurs(erreurs: &[ServiceErreur]) -> String {
    const DITES: usize = 8;
    let mut phrases: Vec<String> = erreurs.iter().take(DITES).map(erreur).collect();
    if erreurs.len() > DITES {
        phrases.push(format!(
            "Et {}.",
            nombre(erreurs.len() - DITES, "autre ligne", "autres lignes")
        ));
    }
    format!("Rien n’a été enregistré. {}", phrases.join(" "))
}

fn erreur(e: &ServiceErreur) -> String {
    match e {
        ServiceErreur::Illisible => {
            "La demande n’a pas pu être lue\u{a0}: rechargez la page puis recommencez.".into()
        }
        ServiceErreur::JourAVenir { nom, jour } => format!(
            "{nom}\u{a0}: le {} n’est pas encore venu. Le service se constate à partir du jour même.",
            jour_long(*jour)
        ),
        ServiceErreur::ConvocationAnnulee { nom } => format!(
            "La convocation de {nom} est supprimée\u{a0}: son service ne peut pas être constaté. Rechargez la page."
        ),
        ServiceErreur::JourRetire { nom, jour } => format!(
            "{nom} n’est plus convoqué le {}\u{a0}: rechargez la page pour voir ses jours.",
            jour_long(*jour)
        ),
        ServiceErreur::Duree { nom, jour, saisie } => format!(
            "{nom}, le {}\u{a0}: «\u{a0}{saisie}\u{a0}» n’est pas une durée. Écrivez 4, 4h30 ou 4,5, et 24\u{a0}h au plus.",
            jour_court(*jour)
        ),
        ServiceErreur::Nombre { nom, jour, saisie } => format!(
            "{nom}, le {}\u{a0}: «\u{a0}{saisie}\u{a0}» n’est pas un nombre de 0 à {}.",
            jour_court(*jour),
            milliers(SERVICE_NOMBRE_MAX as usize)
        ),
        ServiceErreur::Remarque { nom, jour } => format!(
            "{nom}, le {}\u{a0}: la remarque tient en {SERVICE_TEXTE_MAX}\u{a0}caractères, sur une ligne, saisis au clavier.",
            jour_court(*jour)
        ),
        ServiceErreur::RemplacantInconnu { nom, saisie } => format!(
            "{nom}\u{a0}: personne ne s’appelle «\u{a0}{saisie}\u{a0}» dans l’académie. Saisissez le nom et le prénom, ou le matricule\u{202f}; sinon, contactez le gestionnaire IMAGIN."
        ),
        ServiceErreur::RemplacantAmbigu {
            nom,
            saisie,
            candidats,
        } if candidats.is_empty() => format!(
            "{nom}\u{a0}: «\u{a0}{saisie}\u{a0}» peut désigner plusieurs personnes. Saisissez le matricule de celle qui est venue."
        ),
        ServiceErreur::RemplacantAmbigu {
            nom,
            saisie,
            candidats,
        } => format!(
            "{nom}\u{a0}: «\u{a0}{saisie}\u{a0}» peut désigner {}. Saisissez le matricule de la personne qui est venue.",
            candidats.join("\u{202f}; ")
        ),
        ServiceErreur::RemplacantLuiMeme { nom } => format!(
            "{nom} ne peut pas être sa propre remplaçante, ou son propre remplaçant\u{a0}: notez sa présence, ou une autre personne."
        ),
        ServiceErreur::Verrouille { nom, jour } => format!(
            "Le service de {nom} du {} est validé\u{a0}: demandez une correction au gestionnaire IMAGIN.",
            jour_long(*jour)
        ),
        ServiceErreur::EntreTemps { nom, jour, qui } if qui.par.is_empty() => format!(
            "La ligne de {nom} du {} a été changée entre-temps. Relisez-la, puis recommencez.",
            jour_long(*jour)
        ),
        ServiceErreur::EntreTemps { nom, jour, qui } => format!(
            "La ligne de {nom} du {} a été saisie autrement par {} le {}. Rien n’a été écrasé\u{a0}: relisez-la, puis enregistrez de nouveau.",
            jour_long(*jour),
            qui.par,
            qui.le
        ),
        ServiceErreur::Incomplet { nom, manque: m } => {
            format!("{nom}\u{a0}: {}.", manque(*m))
        }
        ServiceErreur::RienAValider => {
            "Aucune ligne n’est prête à valider\u{a0}: complétez d’abord la saisie.".into()
        }
        ServiceErreur::ValidationChangee => {
            "La saisie a changé depuis que vous l’avez relue. Relisez ce qui serait validé, puis validez de nouveau.".into()
        }
        ServiceErreur::RaisonManquante => {
            "Indiquez la raison de la correction\u{a0}: elle est gardée et montrée avec la ligne.".into()
        }
        ServiceErreur::RaisonImpossible => format!(
            "La raison tient en {SERVICE_TEXTE_MAX}\u{a0}caractères, sur une ligne, saisis au clavier."
        ),
        ServiceErreur::PasValide => {
            "Cette ligne n’est pas validée\u{a0}: elle se change directement dans la saisie.".into()
        }
        ServiceErreur::RienACorriger => "La correction ne change rien à cette ligne.".into(),
        ServiceErreur::TropDeLignes => {
            "Trop de lignes en une fois\u{a0}: enregistrez page par page.".into()
        }
    }
}

/// What is to be entered before a line can be validated.
#[must_use]
pub fn manque(m: ManqueService) -> &'static str {
    match m {
        ManqueService::Presence => "indiquez la présence",
        ManqueService::Motif => "indiquez le motif de l’absence",
        ManqueService::Remplacant => "indiquez qui est venu à sa place",
        ManqueService::Heures => "indiquez les heures faites",
        ManqueService::Nombre(Comptage::Copies) => "indiquez le nombre de copies",
        ManqueService::Nombre(Comptage::Candidats) => "indiquez le nombre de candidats",
    }
}

/// Refusal to change or delete a convocation of which days are attested.
#[must_use]
pub fn convocation_constatee(nom: &str, jours: &[NaiveDate]) -> String {
    let jours: Vec<String> = jours.iter().map(|j| jour_court(*j)).collect();
    format!(
        "Le service fait de {nom} est validé pour le {}\u{a0}: sa convocation ne peut ni être supprimée, ni perdre ces jours ou changer leurs heures. Demandez une correction du constat au gestionnaire IMAGIN.",
        jours.join(", le ")
    )
}

/// The message after entering lines.
#[must_use]
pub fn enregistre(mission: i64, lignes: u32, presents: u32) -> String {
    match (lignes, presents) {
        (0, _) => format!("Service fait de la mission {mission}\u{a0}: rien n’avait changé."),
        (n, p) if n == p => format!(
            "Service fait de la mission {mission}\u{a0}: {} provisoirement.",
            nombre(
                n as usize,
                "personne notée présente",
                "personnes notées présentes"
            )
        ),
        (n, 0) => format!(
            "Service fait de la mission {mission}\u{a0}: {} provisoirement.",
            nombre(n as usize, "ligne enregistrée", "lignes enregistrées")
        ),
        (n, p) => format!(
            "Service fait de la mission {mission}\u{a0}: {} provisoirement, dont {}.",
            nombre(n as usize, "ligne enregistrée", "lignes enregistrées"),
            nombre(
                p as usize,
                "personne notée présente",
                "personnes notées présentes"
            )
        ),
    }
}

/// The message after a validation.
#[must_use]
pub fn valide(mission: i64, lignes: u32, restent: u32) -> String {
    let mut phrase = format!(
        "Service fait de la mission {mission}\u{a0}: {}.",
        nombre(lignes as usize, "ligne validée", "lignes validées")
    );
    if restent > 0 {
        phrase.push_str(&format!(
            " {} à compléter.",
            nombre(restent as usize, "ligne reste", "lignes restent")
        ));
    }
    phrase
}

/// The message after a correction.
#[must_use]
pub fn corrige(mission: i64, nom: &str, jour: NaiveDate, raison: &str) -> String {
    format!(
        "Service fait de la mission {mission}\u{a0}: ligne de {nom} du {} corrigée («\u{a0}{raison}\u{a0}»).",
        jour_court(jour)
    )
}

/// Where a line stands.
#[must_use]
pub const fn etat(e: EtatService) -> &'static str {
    match e {
        EtatService::AVenir => "À venir",
        EtatService::ARenseigner => "À renseigner",
        EtatService::ACompleter => "À compléter",
        EtatService::AValider => "Saisie provisoire",
        EtatService::Valide => "Validé",
    }
}

/// Class of a line's state.
#[must_use]
pub const fn classe_etat(e: EtatService) -> &'static str {
    match e {
        EtatService::AVenir => "fr-badge fr-badge--sm fr-badge--no-icon",
        EtatService::ARenseigner | EtatService::ACompleter => {
            "fr-badge fr-badge--sm fr-badge--warning fr-badge--no-icon"
        }
        EtatService::AValider => "fr-badge fr-badge--sm fr-badge--info fr-badge--no-icon",
        EtatService::Valide => "fr-badge fr-badge--sm fr-badge--success fr-badge--no-icon",
    }
}

/// Where a mission stands.
#[must_use]
pub const fn etat_mission(e: EtatMissionService) -> &'static str {
    match e {
        EtatMissionService::AAttester => "À constater",
        EtatMissionService::ACompleter => etat(EtatService::ACompleter),
        EtatMissionService::Saisies => "Saisie à valider",
        EtatMissionService::Attestees => "Validée",
        EtatMissionService::AVenir => "À venir",
    }
}

/// Class of a mission's state.
#[must_use]
pub const fn classe_etat_mission(e: EtatMissionService) -> &'static str {
    match e {
        EtatMissionService::AAttester => classe_etat(EtatService::ARenseigner),
        EtatMissionService::ACompleter => classe_etat(EtatService::ACompleter),
        EtatMissionService::Saisies => classe_etat(EtatService::AValider),
        EtatMissionService::Attestees => classe_etat(EtatService::Valide),
        EtatMissionService::AVenir => classe_etat(EtatService::AVenir),
    }
}

/// The filter by state.
#[must_use]
pub const fn filtre_etat(e: EtatMissionService) -> &'static str {
    match e {
        EtatMissionService::AAttester => "Reste à constater ou à valider",
        EtatMissionService::ACompleter => "À compléter",
        EtatMissionService::Saisies => "Saisies à valider",
        EtatMissionService::Attestees => "Entièrement validées",
        EtatMissionService::AVenir => "Avec des jours à venir",
    }
}

/// What remains in the whole scope.
#[must_use]
pub fn restant(r: &RestantService) -> String {
    if r.lignes == 0 {
        return "Tout ce qui est passé est constaté et validé.".into();
    }
    let mut phrase = format!(
        "{} à constater ou à valider, sur {}",
        nombre(r.lignes as usize, "ligne reste", "lignes restent"),
        nombre(r.missions as usize, "mission", "missions")
    );
    if r.a_valider > 0 {
        phrase.push_str(&format!(
            "\u{202f}; {} à valider",
            nombre(r.a_valider as usize, "saisie reste", "saisies restent")
        ));
    }
    phrase.push('.');
    phrase
}

/// `du 01/02/2021 au 03/02/2021`.
#[must_use]
pub fn periode((du, au): (NaiveDate, NaiveDate)) -> String {
    if du == au {
        jour_court(du)
    } else {
        format!("{} – {}", jour_court(du), jour_court(au))
    }
}

/// `2 sur 10` lines validated.
#[must_use]
pub fn avancement(m: &MissionService) -> String {
    format!(
        "{} sur {}",
        milliers(m.valides as usize),
        milliers(m.passees as usize)
    )
}

/// What the lines of a mission add up to.
#[must_use]
pub fn bilan(b: &BilanService, comptage: Option<Comptage>) -> String {
    let etats = [
        (b.a_renseigner, "à renseigner", "à renseigner"),
        (b.a_completer, "à compléter", "à compléter"),
        (b.a_valider, "à valider", "à valider"),
        (b.valides, "validée", "validées"),
        (b.a_venir, "à venir", "à venir"),
    ];
    let morceaux: Vec<String> = etats
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, un, plusieurs)| nombre(n as usize, un, plusieurs))
        .collect();
    let lignes = if morceaux.is_empty() {
        "aucune ligne".to_owned()
    } else {
        morceaux.join(", ")
    };
    format!("Lignes\u{a0}: {lignes}. {}", totaux(b, comptage))
}

/// People, hours, copies or candidates.
#[must_use]
pub fn totaux(b: &BilanService, comptage: Option<Comptage>) -> String {
    let mut morceaux = vec![
        nombre(b.presents as usize, "présent", "présents"),
        nombre(b.absents as usize, "absent", "absents"),
        nombre(b.remplaces as usize, "remplacé", "remplacés"),
        duree_longue(b.minutes),
    ];
    match comptage {
        Some(Comptage::Copies) => {
            morceaux.push(nombre(b.nombre as usize, "copie", "copies"));
        }
        Some(Comptage::Candidats) => {
            morceaux.push(nombre(b.nombre as usize, "candidat", "candidats"));
        }
        None => {}
    }
    format!("Constat\u{a0}: {}.", morceaux.join(", "))
}

/// The question before validating.
#[must_use]
pub fn validation(n: u32, jour: Option<NaiveDate>) -> String {
    let quoi = nombre(n as usize, "ligne", "lignes");
    match jour {
        Some(j) => format!("Valider {quoi} du {}\u{202f}?", jour_long(j)),
        None => format!("Valider {quoi}\u{202f}?"),
    }
}

/// The button that validates.
#[must_use]
pub fn valider_n(n: u32) -> String {
    format!(
        "Valider définitivement {}",
        nombre(n as usize, "ligne", "lignes")
    )
}

/// The button that notes everybody as having come.
#[must_use]
pub fn tous_presents(n: u32) -> String {
    format!("{} ({})", l::TOUS_PRESENTS, milliers(n as usize))
}

/// A line that is left by a validation.
#[must_use]
pub fn reste(nom: &str, jour: NaiveDate, m: Option<ManqueService>) -> String {
    format!(
        "{nom}, le {}\u{a0}: {}",
        jour_court(jour),
        m.map_or("à renseigner", manque)
    )
}

/// What a line says, in one text.
#[must_use]
pub fn constat(c: &Constat, comptage: Option<Comptage>) -> String {
    let mut morceaux = Vec::new();
    match c.presence {
        None => return "rien".into(),
        Some(Presence::Present) => morceaux.push("présent".to_owned()),
        Some(Presence::Absent) => morceaux.push(match c.motif {
            Some(m) => format!("absent ({})", m.libelle()),
            None => "absent".to_owned(),
        }),
        Some(Presence::Remplace) => morceaux.push(match &c.remplacant {
            Some(r) => format!("remplacé par {}", r.nom),
            None => "remplacé".to_owned(),
        }),
    }
    if c.minutes > 0 {
        morceaux.push(duree_longue(c.minutes));
    }
    if let Some(n) = c.nombre {
        morceaux.push(match comptage {
            Some(Comptage::Candidats) => nombre(n as usize, "candidat", "candidats"),
            Some(Comptage::Copies) => nombre(n as usize, "copie", "copies"),
            None => milliers(n as usize),
        });
    }
    if !c.remarque.is_empty() {
        morceaux.push(format!("«\u{a0}{}\u{a0}»", c.remarque));
    }
    morceaux.join(", ")
}

/// Who entered, validated and corrected a line; may be empty.
#[must_use]
pub fn qui(ligne: &LigneService) -> Vec<String> {
    let mut lignes = Vec::new();
    match (&ligne.valide, &ligne.saisi) {
        (Some(v), _) => lignes.push(format!("le {} par {}", v.le, v.par)),
        (None, Some(s)) if ligne.constat.presence.is_some() => {
            lignes.push(format!("le {} par {}", s.le, s.par));
        }
        _ => {}
    }
    if let Some((q, raison)) = &ligne.correction {
        lignes.push(format!("corrigé le {} par {}\u{a0}: {raison}", q.le, q.par));
    }
    lignes
}

/// An event of the history.
#[must_use]
pub fn evenement(e: &EvenementService) -> String {
    let quoi = match e.genre {
        GenreConstat::Saisie => "saisie",
        GenreConstat::Validation => "validation",
        GenreConstat::Correction => "correction",
    };
    let mut phrase = format!(
        "{} – {quoi} de {} par {}",
        e.qui.le,
        nombre(e.lignes.len(), "ligne", "lignes"),
        e.qui.par
    );
    if !e.raison.is_empty() {
        phrase.push_str(&format!("\u{a0}: {}", e.raison));
    }
    phrase
}

/// Accessible name of a field of a line.
#[must_use]
pub fn champ(champ: &str, ligne: &LigneService) -> String {
    format!(
        "{champ} – {}, {}",
        ligne.nom,
        jour_court(ligne.creneau.jour)
    )
}

/// The title of a mission's page.
#[must_use]
pub fn mission(numero: i64, intitule: &str) -> String {
    format!("Mission {numero} – {intitule}")
}

/// What is below the title of the printed list: the year, the state, the keywords.
#[must_use]
pub fn sous_titre(f: &FiltreServices) -> String {
    let mot = f.mot_cle.trim();
    [
        Some(f.annee.map_or_else(
            || l::TOUTES_LES_ANNEES.to_owned(),
            |annee| format!("Année {annee}"),
        )),
        f.etat
            .map(|e| format!("état «\u{a0}{}\u{a0}»", filtre_etat(e))),
        (!mot.is_empty()).then(|| format!("mot-clé «\u{a0}{mot}\u{a0}»")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<String>>()
    .join(", ")
}

/// The cells of a mission of the list, as paper has them: the columns of the screen.
#[must_use]
pub fn cellules_papier(m: &MissionService) -> [String; 7] {
    [
        m.numero.to_string(),
        format!("{}\n{}", m.intitule, m.type_mission.libelle()),
        m.centre.clone(),
        periode(m.jours),
        avancement(m),
        milliers(m.passees.saturating_sub(m.valides) as usize),
        etat_mission(m.etat()).to_owned(),
    ]
}

/// The cells of a mission of the list, as its file has them: the columns of
/// [`l::COLONNES_LISTE`].
#[must_use]
pub fn cellules_liste(m: &MissionService) -> [String; 11] {
    [
        m.numero.to_string(),
        m.type_mission.libelle().to_owned(),
        m.intitule.clone(),
        m.annee.to_string(),
        format!("{} ({})", m.centre, m.uai),
        jour_court(m.jours.0),
        jour_court(m.jours.1),
        m.passees.to_string(),
        m.saisies.to_string(),
        m.valides.to_string(),
        etat_mission(m.etat()).to_owned(),
    ]
}

/// The cells of a validated line for the payment chain: the columns of
/// [`l::COLONNES_PAIEMENT`] (docs/export-service-fait.md).
#[must_use]
pub fn cellules_paiement(s: &ServiceExporte) -> [String; 24] {
    let ligne = &s.ligne;
    let (matricule, nom) = s.realise_par().unwrap_or_default();
    let correction = ligne.correction.as_ref();
    let unite = unite(s.type_mission, ligne);
    [
        s.session.code.clone(),
        s.session.examen.clone(),
        s.session.annee.to_string(),
        s.mission.to_string(),
        s.type_mission.code().to_owned(),
        s.intitule.clone(),
        s.centre.to_string(),
        ligne.convocation.to_string(),
        ligne.creneau.jour.to_string(),
        domain::heure_champ(ligne.creneau.debut),
        domain::heure_champ(ligne.creneau.fin),
        ligne.matricule.clone(),
        ligne.nom.clone(),
        ligne
            .qualite
            .map(|q| q.code().to_owned())
            .unwrap_or_default(),
        ligne
            .constat
            .presence
            .map(|p| p.code().to_owned())
            .unwrap_or_default(),
        ligne
            .constat
            .motif
            .map(|m| m.code().to_owned())
            .unwrap_or_default(),
        matricule.to_owned(),
        nom.to_owned(),
        duree_decimale(ligne.constat.minutes),
        ligne
            .constat
            .nombre
            .map(|n| n.to_string())
            .unwrap_or_default(),
        unite.to_owned(),
        ligne
            .valide
            .as_ref()
            .map(|v| v.le.clone())
            .unwrap_or_default(),
        ligne
            .valide
            .as_ref()
            .map(|v| v.par.clone())
            .unwrap_or_default(),
        correction
            .map(|(qui, raison)| format!("{} {}\u{a0}: {raison}", qui.le, qui.par))
            .unwrap_or_default(),
    ]
}

fn unite(type_mission: TypeMission, ligne: &LigneService) -> &'static str {
    match (type_mission.faits().comptage, ligne.constat.nombre) {
        (Some(c), Some(_)) => c.code(),
        _ => "",
    }
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Constat service fait";
    pub const RETOUR: &str = "Retour à la liste des services à constater";
    pub const INTRODUCTION: &str = "Après chaque jour d’examen, notez qui est venu, pour combien de temps et pour combien de copies ou de candidats. Le chef d’établissement ou de centre valide ensuite\u{a0}: ce qui est validé ne change plus.";
    pub const ETAT: &str = "Où en est le constat";
    pub const TOUS_LES_ETATS: &str = "Toutes les missions";
    pub const TOUTES_LES_ANNEES: &str = "Toutes les années";
    pub const COL_JOURS: &str = "Jours";
    pub const COL_VALIDES: &str = "Lignes validées";
    pub const COL_RESTENT: &str = "Reste";
    pub const COL_ETAT: &str = "État";
    pub const LISTE: &str = "Missions à constater";
    pub const LISTE_VIDE: &str = "Aucune mission ne correspond à ces filtres.";
    pub const EXPORTER_LISTE: &str = "Exporter la liste (CSV)";
    pub const IMPRIMER_LISTE: &str = "Imprimer la liste (PDF)";
    pub const EXPORTER_PAIEMENT: &str =
        "Exporter les services validés pour la mise en paiement (CSV)";
    pub const CONSTATER: &str = "Constater";
    pub const JOURS: &str = "Jours affichés";
    pub const TOUS_LES_JOURS: &str = "Tous les jours";
    pub const RESTE_SEUL: &str = "Seulement ce qui reste à constater ou à valider";
    pub const FILTRER_NOM: &str = "Filtrer par nom";
    pub const TABLEAU: &str = "Constat, personne par personne";
    pub const COL_CONVOQUE: &str = "Convoqué";
    pub const PRESENCE: &str = "Présence";
    pub const A_RENSEIGNER: &str = "À renseigner";
    pub const HEURES: &str = "Heures faites";
    pub const HEURES_AIDE: &str = "Les heures proposées sont celles de la convocation\u{a0}: écrivez 4, 4h30 ou 4,5. Un remplaçant est une personne de l’académie\u{a0}: son nom et son prénom, ou son matricule.";
    pub const MOTIF: &str = "Motif";
    pub const MOTIF_ABSENCE: &str = "Motif de l’absence";
    pub const REMPLACANT: &str = "Remplacé par";
    pub const REMARQUE: &str = "Remarque";
    pub const COL_PRECISIONS: &str = "Précisions";
    pub const ENREGISTRER: &str = "Enregistrer (provisoire)";
    pub const TOUS_PRESENTS: &str = "Tout le monde présent";
    pub const TOUS_PRESENTS_AIDE: &str = "«\u{a0}Tout le monde présent\u{a0}» enregistre votre saisie, puis note présentes, aux heures de leur convocation, les personnes pour lesquelles rien n’est renseigné, sur toutes les pages du jour affiché. Il reste à corriger les exceptions.";
    pub const RELIRE_ET_VALIDER: &str = "Enregistrer, relire et valider";
    pub const VALIDATION: &str = "Validation";
    pub const VALIDATION_DEFINITIVE: &str = "Après validation, seul le gestionnaire IMAGIN peut corriger une ligne, en disant pourquoi.";
    pub const VALIDATION_RESTENT: &str = "Ne seront pas validées, faute d’être complètes\u{a0}:";
    pub const VALIDATION_RIEN: &str = "Aucune ligne n’est prête à valider.";
    pub const REVENIR: &str = "Revenir à la saisie";
    pub const CHEF_VALIDE: &str =
        "La validation est faite par le chef d’établissement ou le chef de centre.";
    pub const CONSULTATION: &str =
        "Vous consultez ce constat\u{a0}: votre compte ne permet pas de le saisir.";
    pub const AUCUNE_LIGNE: &str = "Aucune ligne ne correspond.";
    pub const PERSONNE: &str =
        "Personne n’est convoqué à cette mission\u{a0}: il n’y a rien à constater.";
    pub const CORRIGER: &str = "Corriger";
    pub const CORRIGER_TITRE: &str = "Corriger une ligne validée";
    pub const RAISON: &str = "Raison de la correction";
    pub const RAISON_INDICE: &str =
        "Obligatoire. Elle est gardée, et montrée avec la ligne à l’établissement.";
    pub const ENREGISTRER_CORRECTION: &str = "Enregistrer la correction";
    pub const ETAT_PDF: &str = "État de la mission (PDF)";
    pub const ETAT_PERSONNE: &str = "État (PDF)";
    pub const EMARGEMENT: &str = "Feuille d’émargement (PDF)";
    pub const VOIR_MISSION: &str = "Voir la mission";
    pub const HISTORIQUE: &str = "Historique du constat";
    pub const HISTORIQUE_VIDE: &str = "Rien n’est encore saisi.";
    pub const RETOUR_CONSTAT: &str = "Retour au constat";
    pub const ENREGISTREE: &str = "Enregistré\u{a0}: ";
    /// Columns of the file of the list.
    pub const COLONNES_LISTE: [&str; 11] = [
        "Mission",
        "Type de mission",
        "Épreuve-option",
        "Année",
        "Centre",
        "Premier jour",
        "Dernier jour",
        "Lignes passées",
        "Lignes saisies",
        "Lignes validées",
        "État",
    ];
    /// Columns of the file of the payment chain.
    pub const COLONNES_PAIEMENT: [&str; 24] = [
        "session_code",
        "examen",
        "annee",
        "mission",
        "type_mission",
        "epreuve",
        "centre_uai",
        "convocation",
        "jour",
        "debut",
        "fin",
        "matricule",
        "nom",
        "qualite",
        "presence",
        "motif",
        "realise_par_matricule",
        "realise_par_nom",
        "heures",
        "nombre",
        "unite",
        "valide_le",
        "valide_par",
        "correction",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_refus_dit_que_faire() {
        let jour = NaiveDate::from_ymd_opt(2021, 2, 1).unwrap();
        let dit = erreurs(&[ServiceErreur::JourAVenir {
            nom: "DURAND Anne".into(),
            jour,
        }]);
        assert_eq!(
            dit,
            "Rien n’a été enregistré. DURAND Anne\u{a0}: le lundi\u{a0}1er février 2021 n’est pas encore venu. Le service se constate à partir du jour même."
        );
        let beaucoup = vec![ServiceErreur::RaisonManquante; 10];
        assert!(erreurs(&beaucoup).ends_with("Et 2\u{a0}autres lignes."));
        assert_eq!(
            convocation_constatee("DURAND Anne", &[jour])
                .split(':')
                .next(),
            Some("Le service fait de DURAND Anne est validé pour le 01/02/2021\u{a0}")
        );
    }

    #[test]
    fn le_bilan_compte_ce_qui_est_la() {
        let b = BilanService {
            a_renseigner: 2,
            valides: 1,
            presents: 1,
            minutes: 210,
            nombre: 30,
            ..BilanService::default()
        };
        assert_eq!(
            bilan(&b, Some(Comptage::Copies)),
            "Lignes\u{a0}: 2\u{a0}à renseigner, 1\u{a0}validée. Constat\u{a0}: 1\u{a0}présent, 0\u{a0}absent, 0\u{a0}remplacé, 3\u{a0}h\u{a0}30, 30\u{a0}copies."
        );
        assert!(bilan(&BilanService::default(), None).starts_with("Lignes\u{a0}: aucune ligne."));
        assert_eq!(
            enregistre(1, 3, 3),
            "Service fait de la mission 1\u{a0}: 3\u{a0}personnes notées présentes provisoirement."
        );
        assert_eq!(
            enregistre(1, 0, 0),
            "Service fait de la mission 1\u{a0}: rien n’avait changé."
        );
    }
}
