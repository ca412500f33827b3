//! What the screens say of compétences.

use super::nombre;
use domain::{
    AvancementSaisie, BilanSaisie, ChoixSaisie, CompetenceDePersonne, CompetencesErreur,
    EtatSaisie, EvenementSaisie, FaitCompetences, FiltreSaisie, LigneSaisie, ObjetCompetence,
    jour_court, jour_long,
};

/// Label of a discipline.
#[must_use]
pub fn discipline(ligne: &LigneSaisie) -> String {
    nom_discipline(ligne.discipline.as_ref().map_or("", |d| d.libelle.as_str()))
}

/// Label of a discipline; empty stands for the people who have none.
#[must_use]
pub fn nom_discipline(libelle: &str) -> String {
    if libelle.is_empty() {
        l::SANS_DISCIPLINE.to_owned()
    } else {
        libelle.to_owned()
    }
}

/// A year's session.
#[must_use]
pub fn session(annee: i32) -> String {
    format!("session {annee}")
}

/// State of an entry.
#[must_use]
pub const fn etat(etat: EtatSaisie) -> &'static str {
    etat.libelle()
}

/// By whom and when, under the state: `par Claire Martin le 16/02/2021 08:05`.
#[must_use]
pub fn par_et_le(par: &str, le: &str) -> String {
    match (par.is_empty(), le.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("le {le}"),
        (false, true) => format!("par {par}"),
        (false, false) => format!("par {par} le {le}"),
    }
}

/// What changed since an entry was last validated; empty when nothing did, or when it never
/// was.
#[must_use]
pub fn changements(ligne: &LigneSaisie) -> String {
    if !ligne.a_change() {
        return String::new();
    }
    let mut morceaux = Vec::new();
    for (n, singulier, pluriel) in [
        (ligne.ajoutees, "ajoutée", "ajoutées"),
        (ligne.retirees, "retirée", "retirées"),
        (
            ligne.arrivees,
            "personne arrivée depuis",
            "personnes arrivées depuis",
        ),
    ] {
        if n > 0 {
            morceaux.push(nombre(n as usize, singulier, pluriel));
        }
    }
    morceaux.join(", ")
}

/// The last day, and how far it is.
#[must_use]
pub fn limite(limite: domain::NaiveDate, reste: i64) -> String {
    let jour = jour_long(limite);
    match reste {
        i64::MIN..=-1 => format!(
            "Date limite dépassée\u{a0}: le rectorat attendait la validation au plus tard le {jour}, il y a {}.",
            nombre(reste.unsigned_abs() as usize, "jour", "jours")
        ),
        0 => format!("Date limite aujourd’hui, {jour}\u{a0}: validez chaque discipline."),
        _ => format!(
            "Date limite fixée par le rectorat\u{a0}: {jour}, dans {}.",
            nombre(reste.unsigned_abs() as usize, "jour", "jours")
        ),
    }
}

/// How far an établissement is, in one line.
#[must_use]
pub fn avancement(a: &AvancementSaisie) -> String {
    format!(
        "{} sur {}",
        nombre(
            a.validees as usize,
            "discipline validée",
            "disciplines validées"
        ),
        a.disciplines
    )
}

/// Which disciplines a list is kept to.
#[must_use]
pub const fn choix_discipline(choix: ChoixSaisie) -> &'static str {
    match choix {
        ChoixSaisie::EnRetard => "Pas encore validées",
        ChoixSaisie::ASaisir => "À saisir",
        ChoixSaisie::NonCommencee => l::COL_NON_COMMENCEES,
        ChoixSaisie::EnCours => l::COL_EN_COURS,
        ChoixSaisie::AValider => l::COL_A_VALIDER,
        ChoixSaisie::Validee => l::COL_VALIDEES,
    }
}

/// Which établissements a list is kept to.
#[must_use]
pub const fn choix_etablissement(choix: ChoixSaisie) -> &'static str {
    match choix {
        ChoixSaisie::EnRetard => "En retard\u{a0}: tout n’est pas validé",
        ChoixSaisie::ASaisir => "Avec des disciplines à saisir",
        ChoixSaisie::NonCommencee => "Avec des disciplines non commencées",
        ChoixSaisie::EnCours => "Avec des disciplines en cours",
        ChoixSaisie::AValider => "Avec des disciplines à valider",
        ChoixSaisie::Validee => "Tout est validé",
    }
}

/// What the paper on how far the établissements are is kept to, one a line.
#[must_use]
pub fn retenus(filtre: &FiltreSaisie) -> Vec<String> {
    let mut lignes = Vec::new();
    if let Some(choix) = filtre.choix {
        lignes.push(choix_etablissement(choix).to_owned());
    }
    let mot = filtre.mot_cle.trim();
    if !mot.is_empty() {
        lignes.push(format!("{}\u{a0}: {mot}", l::MOT_ETABLISSEMENT));
    }
    lignes
}

/// How many disciplines are shown, and of how many.
#[must_use]
pub fn legende_disciplines(montrees: usize, total: usize) -> String {
    sur(
        nombre(montrees, "discipline", "disciplines"),
        montrees,
        total,
    )
}

fn sur(phrase: String, montres: usize, total: usize) -> String {
    if montres == total {
        phrase
    } else {
        format!("{phrase} sur {}", super::milliers(total))
    }
}

/// How many établissements are shown, of how many, and how many disciplines they have that
/// one looks for.
#[must_use]
pub fn legende_etablissements(
    lignes: &[AvancementSaisie],
    total: usize,
    choix: Option<ChoixSaisie>,
) -> String {
    let n = lignes.len();
    let phrase = sur(nombre(n, "établissement", "établissements"), n, total);
    let Some(choix) = choix else { return phrase };
    let disciplines: u32 = lignes.iter().map(|a| choix.nombre(a)).sum();
    let (une, plusieurs) = match choix {
        ChoixSaisie::EnRetard => (
            "discipline pas encore validée",
            "disciplines pas encore validées",
        ),
        ChoixSaisie::ASaisir => ("discipline à saisir", "disciplines à saisir"),
        ChoixSaisie::NonCommencee => ("discipline non commencée", "disciplines non commencées"),
        ChoixSaisie::EnCours => ("discipline en cours", "disciplines en cours"),
        ChoixSaisie::AValider => ("discipline à valider", "disciplines à valider"),
        ChoixSaisie::Validee => ("discipline validée", "disciplines validées"),
    };
    format!("{phrase}, {}", nombre(disciplines as usize, une, plusieurs))
}

/// What one discipline's grid covers.
#[must_use]
pub fn legende_grille(personnes: usize, colonnes: usize) -> String {
    format!(
        "{}, {}",
        nombre(personnes, "personne", "personnes"),
        nombre(colonnes, "épreuve ou langue", "épreuves et langues")
    )
}

/// How many boxes are ticked, and how many are not saved.
#[must_use]
pub fn compte(cochees: usize, a_enregistrer: usize) -> String {
    let mut phrase = nombre(cochees, "compétence cochée", "compétences cochées");
    if a_enregistrer > 0 {
        phrase.push_str(&format!(
            ", {}",
            nombre(
                a_enregistrer,
                "changement non enregistré",
                "changements non enregistrés"
            )
        ));
    }
    phrase
}

/// Accessible name of a box.
#[must_use]
pub fn case(nom: &str, objet: &ObjetCompetence) -> String {
    format!("{nom} – {objet}")
}

/// Accessible name of the box that fills a column.
#[must_use]
pub fn colonne(objet: &ObjetCompetence) -> String {
    format!("Toute la colonne – {objet}")
}

/// The link that shows the columns that are not.
#[must_use]
pub fn toutes_les_epreuves(masquees: u32) -> String {
    format!(
        "Montrer toutes les épreuves et langues ({} de plus)",
        super::milliers(masquees as usize)
    )
}

/// The link that starts from what was entered before.
#[must_use]
pub fn partir_de(annee: i32) -> String {
    format!("Partir de la saisie de {annee}")
}

/// What was brought from the year before.
#[must_use]
pub fn reprise(annee: i32, n: usize) -> String {
    match n {
        0 => format!(
            "Rien à reprendre de {annee}\u{a0}: tout ce qui existe encore cette année est déjà coché."
        ),
        n => format!(
            "{} de {annee}. Rien n’est encore enregistré\u{a0}: vérifiez, puis enregistrez.",
            nombre(
                n,
                "case cochée d’après la saisie",
                "cases cochées d’après la saisie"
            )
        ),
    }
}

/// What was found of an entry that had not been saved.
#[must_use]
pub fn brouillon(n: usize) -> String {
    format!(
        "{} avant un enregistrement interrompu. Vérifiez, puis enregistrez\u{a0}: rien n’est perdu.",
        nombre(
            n,
            "changement retrouvé, saisi",
            "changements retrouvés, saisis"
        )
    )
}

/// Outcome of a save, told in place.
#[must_use]
pub fn bilan(b: BilanSaisie) -> String {
    let mut phrase = if b.ajoutees + b.retirees == 0 {
        "Rien n’avait changé.".to_owned()
    } else {
        format!(
            "Enregistré\u{a0}: {}, {}.",
            nombre(
                b.ajoutees as usize,
                "compétence ajoutée",
                "compétences ajoutées"
            ),
            nombre(b.retirees as usize, "retirée", "retirées")
        )
    };
    if b.proposee {
        phrase.push_str(" La discipline est à valider.");
    }
    phrase
}

/// The button that validates all that is finished.
#[must_use]
pub fn valider_tout(n: usize) -> String {
    match n {
        1 => "Valider la discipline à valider".into(),
        n => format!("Valider les {n}\u{a0}disciplines à valider"),
    }
}

/// An accessible name: what, for which discipline.
#[must_use]
pub fn pour(action: &str, quoi: &str) -> String {
    format!("{action} – {quoi}")
}

/// What somebody is competent in, briefly: the codes of the épreuves, the languages with
/// their use. What was taken away since it was validated is left out.
#[must_use]
pub fn en_bref(competences: &[CompetenceDePersonne]) -> String {
    let mut dites: Vec<String> = Vec::new();
    for c in competences.iter().filter(|c| c.declaree) {
        let dite = match &c.objet {
            ObjetCompetence::Epreuve(e) => e.epreuve.code.clone(),
            ObjetCompetence::Langue { usage, langue } => {
                format!("{} ({})", langue.libelle(), usage.libelle())
            }
        };
        if !dites.contains(&dite) {
            dites.push(dite);
        }
    }
    dites.join(", ")
}

/// Whether a compétence is validated, for a page about somebody.
#[must_use]
pub const fn validation(c: &CompetenceDePersonne) -> &'static str {
    match (c.declaree, c.validee) {
        (true, true) => l::EST_VALIDEE,
        (true, false) => l::A_VALIDER,
        (false, _) => l::RETIREE,
    }
}

/// Why something is refused, and what to do.
#[must_use]
pub fn erreur(e: &CompetencesErreur) -> String {
    use CompetencesErreur as E;
    match e {
        E::DejaValidee { par, le } => format!(
            "Cette discipline est validée ({})\u{a0}: elle ne change plus. Votre saisie n’a pas été enregistrée et reste dans la page\u{202f}; demandez au gestionnaire IMAGIN de rouvrir la saisie.",
            par_et_le(par, le)
        ),
        E::NonCommencee { discipline } => format!(
            "{}\u{a0}: rien n’a été saisi, il n’y a rien à valider. Saisissez les compétences, ou indiquez que la saisie est terminée si personne n’est concerné. Rien n’a été validé.",
            nom_discipline(discipline)
        ),
        E::ChangeeDepuis { discipline, par } => {
            let qui = if par.is_empty() {
                "une autre personne"
            } else {
                par
            };
            format!(
                "{}\u{a0}: {qui} a changé la saisie entre-temps. Rien n’a été validé\u{a0}: rechargez la page, relisez, puis validez.",
                nom_discipline(discipline)
            )
        }
        E::NonValidee => {
            "Cette discipline n’est pas validée\u{a0}: il n’y a rien à rouvrir. Rechargez la page.".into()
        }
        E::MotifManquant => {
            "Indiquez pourquoi la saisie est rouverte\u{a0}: l’établissement le lira.".into()
        }
        E::TexteTropLong { maximum } => format!(
            "Le texte est trop long\u{a0}: {} au plus. Rien n’a été enregistré.",
            nombre(*maximum, "caractère", "caractères")
        ),
        E::CaractereInterdit => "Le texte contient un caractère invisible ou de contrôle. Saisissez-le au clavier plutôt que par copier-coller.".into(),
        E::DateIllisible => "Cette date limite n’a pas pu être lue, ou n’est pas possible\u{a0}: choisissez un jour du calendrier. Rien n’a été enregistré.".into(),
        E::PersonneAilleurs { nom } if nom.is_empty() => "Une personne de la grille n’est plus de cette discipline dans l’établissement. Rien n’a été enregistré\u{a0}: rechargez la page, vos autres changements y sont gardés.".into(),
        E::PersonneAilleurs { nom } => format!(
            "{nom} n’est plus de cette discipline. Rien n’a été enregistré\u{a0}: rechargez la page, vos autres changements y sont gardés."
        ),
        E::RienAValider => "Aucune discipline n’est à valider\u{a0}: terminez d’abord une saisie.".into(),
        E::PersonneARelancer => "Personne n’est à relancer\u{a0}: tout est validé, ou les établissements en retard n’ont pas de compte.".into(),
    }
}

/// A dated line about compétences.
#[must_use]
pub fn fait(fait: &FaitCompetences) -> String {
    use FaitCompetences as F;
    match fait {
        F::Enregistrees {
            discipline,
            bilan: b,
        } => {
            format!(
                "Compétences, {}\u{a0}: {}",
                nom_discipline(discipline),
                minuscule(&bilan(*b))
            )
        }
        F::Validees { disciplines } => {
            let noms: Vec<String> = disciplines.iter().map(|d| nom_discipline(d)).collect();
            format!("Compétences validées\u{a0}: {}.", noms.join(", "))
        }
        F::Rouverte {
            discipline,
            etablissement,
            annee,
            motif,
        } => format!(
            "Compétences {annee}, {}, {etablissement}\u{a0}: le rectorat a rouvert la saisie («\u{a0}{motif}\u{a0}»). Corrigez, puis validez de nouveau.",
            nom_discipline(discipline)
        ),
        F::LimiteFixee {
            annee,
            limite: Some(jour),
        } => format!(
            "Compétences {annee}\u{a0}: date limite fixée au {}.",
            jour_court(*jour)
        ),
        F::LimiteFixee {
            annee,
            limite: None,
        } => format!("Compétences {annee}\u{a0}: consigne enregistrée, sans date limite."),
        F::Rappel {
            etablissement,
            annee,
            limite,
            restantes,
        } => {
            let quand = limite
                .map(|j| format!(" avant le {}", jour_court(j)))
                .unwrap_or_default();
            format!(
                "Rappel du rectorat\u{a0}: compétences {annee} de {etablissement}, {} à valider{quand}.",
                nombre(*restantes as usize, "discipline", "disciplines")
            )
        }
        F::Relances { etablissements } => format!(
            "{} dans leurs messages, et par courriel à qui a une adresse.",
            nombre(
                *etablissements as usize,
                "établissement relancé",
                "établissements relancés"
            )
        ),
    }
}

fn minuscule(phrase: &str) -> String {
    let mut lettres = phrase.chars();
    let initiale: String = lettres
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .collect();
    format!("{initiale}{}", lettres.as_str())
}

/// What happened, in words that follow a date and a name.
#[must_use]
pub fn evenement(quoi: &EvenementSaisie) -> String {
    match quoi {
        EvenementSaisie::Enregistree { ajoutees, retirees } => {
            let mut morceaux = Vec::new();
            for (n, singulier, pluriel) in [
                (ajoutees.len(), "compétence ajoutée", "compétences ajoutées"),
                (retirees.len(), "compétence retirée", "compétences retirées"),
            ] {
                if n > 0 {
                    morceaux.push(nombre(n, singulier, pluriel));
                }
            }
            morceaux.join(", ")
        }
        EvenementSaisie::Proposee => "saisie terminée, à valider".into(),
        EvenementSaisie::Validee => "validée".into(),
        EvenementSaisie::Rouverte { motif } => {
            format!("rouverte par le rectorat («\u{a0}{motif}\u{a0}»)")
        }
    }
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const SAISIE: &str = "Saisie des compétences";
    pub const VALIDATION: &str = "Validation saisie compétences";
    pub const SANS_DISCIPLINE: &str = "Sans discipline de poste";
    pub const INTRODUCTION: &str = "Pour chaque enseignant, les épreuves sur lesquelles il peut corriger ou interroger, les langues, les sections européennes et la DNL.";
    pub const INTRODUCTION_VALIDATION: &str =
        "Une discipline validée ne change plus\u{202f}; le gestionnaire IMAGIN peut la rouvrir.";
    pub const SECONDAIRES_TEXTE: &str = "Ces personnes partagent leur service avec un autre établissement, qui saisit et valide leurs compétences. Elles se lisent sur leur fiche.";
    pub const ETABLISSEMENT: &str = "Établissement";
    pub const TOUS_ETABLISSEMENTS: &str = "Avancement par établissement";
    pub const CHANGER_ETABLISSEMENT: &str = "Tous les établissements";
    pub const DISCIPLINES: &str = "Disciplines";
    pub const COL_DISCIPLINE: &str = "Discipline de poste";
    pub const COL_PERSONNES: &str = "Personnes";
    pub const COL_COMPETENCES: &str = "Compétences";
    pub const COL_SANS: &str = "Sans compétence";
    pub const COL_ETAT: &str = "État";
    pub const COL_CHANGEMENTS: &str = "Depuis la validation";
    pub const COL_ACTION: &str = "Action";
    pub const TOUS_LES_ETATS: &str = "Tous";
    pub const MOT_DISCIPLINE: &str = "Discipline";
    pub const MOT_ETABLISSEMENT: &str = "Établissement ou UAI";
    pub const MOT_PERSONNE: &str = "Nom de la personne";
    pub const FILTRER_SANS_SCRIPT: &str =
        "Enregistrez avant de filtrer\u{a0}: ce qui est coché sans être enregistré serait perdu.";
    pub const AUCUNE_LIGNE: &str = "Rien ne correspond à ce filtre.";
    pub const COL_NON_COMMENCEES: &str = "Non commencées";
    pub const COL_EN_COURS: &str = "En cours";
    pub const COL_A_VALIDER: &str = "À valider";
    pub const COL_VALIDEES: &str = "Validées";
    pub const SAISIR: &str = "Saisir";
    pub const CONSULTER: &str = "Consulter";
    pub const EXAMINER: &str = "Voir";
    pub const VALIDER: &str = "Valider";
    pub const ROUVRIR: &str = "Rouvrir la saisie";
    pub const MOTIF: &str = "Motif, que l’établissement lira";
    pub const PERSONNE: &str = "Personne ne travaille dans cet établissement, ou aucune fiche n’y est rattachée. Le gestionnaire IMAGIN peut importer les intervenants.";
    pub const AUCUNE_ANNEE: &str = "Aucune session d’examen n’est connue\u{a0}: le gestionnaire IMAGIN importe d’abord les missions.";
    pub const RETOUR_SAISIE: &str = "Retour à la liste des disciplines";
    pub const RETOUR_VALIDATION: &str = "Retour à la validation";
    pub const ALLER_A_LA_VALIDATION: &str = "Aller à la validation";
    pub const ALLER_A_LA_SAISIE: &str = "Aller à la saisie";
    pub const COL_NOM: &str = "Nom";
    pub const TOUTE_LA_COLONNE: &str = "Toute la colonne";
    pub const MOINS_D_EPREUVES: &str = "Ne montrer que les épreuves de la discipline";
    pub const AUCUNE_COLONNE: &str =
        "Aucune épreuve n’est connue pour cette discipline\u{a0}: montrez-les toutes.";
    pub const CLAVIER: &str = "Au clavier\u{a0}: flèches pour se déplacer, espace pour cocher, Début et Fin pour le bord de la ligne.";
    pub const COLONNE_SANS_SCRIPT: &str = "Cocher «\u{a0}Toute la colonne\u{a0}» coche la colonne pour tout le monde à l’enregistrement.";
    pub const VALIDEE_LECTURE: &str = "Discipline validée\u{a0}: en lecture seule.";
    pub const ENREGISTRER: &str = "Enregistrer";
    pub const TERMINER: &str = "Enregistrer et proposer à la validation";
    pub const ABANDONNER: &str = "Abandonner ces changements";
    pub const EN_COURS: &str = "Enregistrement…";
    pub const SE_RECONNECTER: &str = "Se connecter de nouveau";
    pub const EXPIREE: &str = "Votre session a expiré. Vos changements sont gardés dans cette page\u{a0}: connectez-vous de nouveau, ils y seront retrouvés.";
    pub const NON_ENREGISTRE: &str = "Changements non enregistrés.";
    pub const EXPORTER: &str = "Exporter (CSV)";
    pub const IMPRIMER: &str = "Imprimer (PDF)";
    pub const FICHIER: &str = "competences";
    pub const HISTORIQUE: &str = "Historique";
    pub const CHANGEMENTS: &str = "Changements depuis la dernière validation";
    pub const CONTENU: &str = "Compétences saisies";
    pub const AUCUN_CHANGEMENT: &str = "Aucun changement.";
    pub const ARRIVEE: &str = "arrivée depuis la validation";
    pub const AJOUTEES: &str = "Ajoutées";
    pub const RETIREES: &str = "Retirées";
    pub const COL_INTERVENANT: &str = "Intervenant";
    pub const CAMPAGNE: &str = "Date limite et consigne du rectorat";
    pub const CAMPAGNE_ANNEE: &str = "Session";
    pub const CAMPAGNE_ANNEE_INDICE: &str = "Une session à venir s’ouvre ainsi à la saisie, avec les épreuves de la dernière session connue.";
    pub const LIMITE: &str = "Date limite de validation";
    pub const LIMITE_INDICE: &str = "Laissée vide, il n’y en a pas. Les établissements en retard reçoivent un rappel, dans leurs messages et par courriel, une semaine avant.";
    pub const CONSIGNE: &str = "Consigne aux établissements";
    pub const RELANCER: &str = "Relancer maintenant les établissements en retard";
    pub const AUCUNE_LIMITE: &str = "Le rectorat n’a pas fixé de date limite.";
    pub const ROUVERTE: &str = "Rouverte par le rectorat";
    /// Those of `imagin import competences`, and what a reader wants beside them.
    pub const COLONNES_FICHIER: [&str; 14] = [
        "matricule",
        "intervenant",
        "etablissement",
        "discipline",
        "annee",
        "examen",
        "specialite_code",
        "epreuve_code",
        "epreuve",
        "langue",
        "usage",
        "competent",
        "validee",
        "etat",
    ];
    /// Those of the file on how far the établissements are.
    pub const COLONNES_AVANCEMENT: [&str; 8] = [
        "etablissement",
        "annee",
        "disciplines",
        "non_commencees",
        "en_cours",
        "a_valider",
        "validees",
        "en_retard",
    ];
    pub const OUI: &str = "oui";
    pub const NON: &str = "non";
    pub const SES_COMPETENCES: &str = "Compétences";
    pub const AUCUNE_COMPETENCE: &str = "Aucune compétence saisie pour cette session.";
    pub const EST_VALIDEE: &str = "validée";
    pub const A_VALIDER: &str = "à valider";
    pub const RETIREE: &str = "retirée, à valider";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_limite_se_dit_avant_et_apres() {
        let jour = domain::NaiveDate::from_ymd_opt(2021, 1, 15).unwrap_or_default();
        assert!(limite(jour, 3).ends_with("dans 3\u{a0}jours."));
        assert!(limite(jour, 1).ends_with("dans 1\u{a0}jour."));
        assert!(limite(jour, 0).starts_with("Date limite aujourd’hui"));
        assert!(limite(jour, -2).contains("il y a 2\u{a0}jours"));
    }

    #[test]
    fn une_legende_dit_combien_sur_combien() {
        assert_eq!(legende_disciplines(3, 3), "3\u{a0}disciplines");
        assert_eq!(legende_disciplines(1, 13), "1\u{a0}discipline sur 13");
        let a = AvancementSaisie {
            etablissement: domain::EtablissementId(1),
            libelle: "A".into(),
            disciplines: 5,
            en_cours: 1,
            a_valider: 2,
            validees: 0,
            sans_discipline: EtatSaisie::NonCommencee,
        };
        let deux = [a.clone(), a];
        assert_eq!(
            legende_etablissements(&deux, 2, None),
            "2\u{a0}établissements"
        );
        assert_eq!(
            legende_etablissements(&deux, 7, Some(ChoixSaisie::ASaisir)),
            "2\u{a0}établissements sur 7, 6\u{a0}disciplines à saisir"
        );
    }

    #[test]
    fn un_etat_dit_qui_et_quand() {
        assert_eq!(par_et_le("", ""), "");
        assert_eq!(
            par_et_le("Claire Martin", "16/02/2021 08:05"),
            "par Claire Martin le 16/02/2021 08:05"
        );
        let ligne = LigneSaisie {
            validee_le: "x".into(),
            ajoutees: 2,
            arrivees: 1,
            ..LigneSaisie::default()
        };
        assert_eq!(
            changements(&ligne),
            "2\u{a0}ajoutées, 1\u{a0}personne arrivée depuis"
        );
        // Never validated: everything is new, and nothing has to be said.
        let jamais = LigneSaisie {
            validee_le: String::new(),
            ..ligne
        };
        assert_eq!(changements(&jamais), "");
    }

    #[test]
    fn une_personne_en_bref() {
        let langue = |usage| CompetenceDePersonne {
            objet: ObjetCompetence::Langue {
                usage,
                langue: domain::Langue::Anglais,
            },
            declaree: usage == domain::UsageLangue::Dnl,
            validee: true,
        };
        let epreuve = |examen: &str| CompetenceDePersonne {
            objet: ObjetCompetence::Epreuve(domain::EpreuveExamen {
                examen: examen.into(),
                specialite: None,
                epreuve: domain::EpreuveOption {
                    code: "C001C".into(),
                    libelle: "Histoire".into(),
                },
            }),
            declaree: true,
            validee: false,
        };
        let siennes = [
            epreuve("BCG"),
            epreuve("BTN"),
            langue(domain::UsageLangue::Dnl),
            langue(domain::UsageLangue::LangueVivante),
        ];
        assert_eq!(en_bref(&siennes), "C001C, Anglais (DNL)");
        assert_eq!(
            siennes.each_ref().map(validation),
            ["à valider", "à valider", "validée", "retirée, à valider"]
        );
    }

    #[test]
    fn un_bilan_dit_ce_qui_est() {
        let b = BilanSaisie {
            ajoutees: 2,
            retirees: 0,
            proposee: true,
            version: 3,
        };
        assert_eq!(
            bilan(b),
            "Enregistré\u{a0}: 2\u{a0}compétences ajoutées, 0\u{a0}retirée. La discipline est à valider."
        );
        assert_eq!(bilan(BilanSaisie::default()), "Rien n’avait changé.");
    }
}
