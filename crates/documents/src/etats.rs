//! Lists of a centre on paper: the day sheet to sign, and what was done by mission and by
//! person. What they say is here; how it is laid out is in [`crate::tableau`].

use crate::tableau::{Colonne, Document, Ligne, Orientation, Section};
use domain::{
    BilanService, Comptage, EtatService, LigneEmargement, LigneService, NaiveDate, Presence,
    ServiceExporte, TypeMission, duree_longue, heure_longue, jour_court, jour_long,
};

/// Room to sign on the day sheet, in millimetres.
const PLACE_POUR_SIGNER: f32 = 11.0;

/// Who issues a list, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emetteur {
    /// `LPO BELLEVUE (0310038Y)`.
    pub centre: String,
    /// The académie's present day.
    pub jour: NaiveDate,
}

fn pluriel(n: usize, un: &str, plusieurs: &str) -> String {
    format!("{n}\u{a0}{}", if n < 2 { un } else { plusieurs })
}

fn horaires(c: &domain::Creneau) -> String {
    format!("{} – {}", heure_longue(c.debut), heure_longue(c.fin))
}

/// *Feuille d’émargement*: one table a day, each on its page, with a column to sign.
/// `objet` says of what: a mission, or the whole centre.
#[must_use]
pub fn emargement(emetteur: &Emetteur, objet: &str, lignes: &[LigneEmargement]) -> Document {
    let sections = lignes
        .chunk_by(|a, b| a.creneau.jour == b.creneau.jour)
        .map(|jour| {
            // Without a room yet, none is counted.
            let salles = jour
                .chunk_by(|a, b| a.salle == b.salle)
                .filter(|de_la_salle| de_la_salle.iter().any(|l| !l.salle.is_empty()))
                .count();
            let convoquees = pluriel(jour.len(), "personne convoquée", "personnes convoquées");
            let date = jour.first().map(|l| l.creneau.jour).unwrap_or_default();
            Section {
                titre: majuscule(&jour_long(date)),
                introduction: vec![if salles == 0 {
                    format!("{convoquees}.")
                } else {
                    format!("{convoquees}, {}.", pluriel(salles, "salle", "salles"))
                }],
                nouvelle_page: true,
                quadrillee: true,
                colonnes: vec![
                    Colonne::texte("Salle", 1.1),
                    Colonne::texte("Horaires", 1.5),
                    Colonne::texte("Nom et prénom", 2.3),
                    Colonne::texte("Établissement", 2.2),
                    Colonne::texte("Mission", 2.6),
                    Colonne::texte("Qualité", 1.4),
                    Colonne::texte("Arrivée", 0.9),
                    Colonne::texte("Signature", 2.2),
                ],
                lignes: jour
                    .iter()
                    .map(|l| Ligne {
                        hauteur: PLACE_POUR_SIGNER,
                        ..Ligne::de([
                            l.salle.clone(),
                            horaires(&l.creneau),
                            l.nom.clone(),
                            l.etablissement.clone(),
                            format!("{} – {}", l.numero, l.intitule),
                            l.qualite
                                .map(|q| q.libelle().to_owned())
                                .unwrap_or_default(),
                        ])
                    })
                    .collect(),
                conclusion: vec![
                    String::new(),
                    "Personnes absentes, remplacées ou venues en plus\u{a0}:".to_owned(),
                    String::new(),
                    String::new(),
                    "Date et signature du responsable du centre\u{a0}:".to_owned(),
                ],
                ..Section::default()
            }
        })
        .collect::<Vec<_>>();
    let sections = if sections.is_empty() {
        vec![Section {
            vide: "Personne à faire signer sur cette feuille.".to_owned(),
            ..Section::default()
        }]
    } else {
        sections
    };
    Document {
        titre: "Feuille d’émargement".to_owned(),
        sous_titres: vec![emetteur.centre.clone(), objet.to_owned()],
        auteur: emetteur.centre.clone(),
        etabli_le: emetteur.jour,
        orientation: Orientation::Paysage,
        sections,
    }
}

fn majuscule(texte: &str) -> String {
    let mut lettres = texte.chars();
    lettres.next().map_or_else(String::new, |c| {
        c.to_uppercase().chain(lettres).collect::<String>()
    })
}

/// `Présent`, `Absent – Raison de santé`, `Remplacé par MARTIN Léa`; what is not entered
/// says so.
#[must_use]
pub fn presence(l: &LigneService) -> String {
    let c = &l.constat;
    match c.presence {
        None => "À renseigner".to_owned(),
        Some(Presence::Present) => Presence::Present.libelle().to_owned(),
        Some(Presence::Absent) => match c.motif {
            Some(m) => format!("{} – {}", Presence::Absent.libelle(), m.libelle()),
            None => Presence::Absent.libelle().to_owned(),
        },
        Some(Presence::Remplace) => match &c.remplacant {
            Some(r) => format!("Remplacé par {} ({})", r.nom, r.matricule),
            None => Presence::Remplace.libelle().to_owned(),
        },
    }
}

fn heures(l: &LigneService) -> String {
    match l.constat.presence {
        None | Some(Presence::Absent) => String::new(),
        Some(_) => duree_longue(l.constat.minutes),
    }
}

fn nombre(l: &LigneService) -> String {
    l.constat.nombre.map(|n| n.to_string()).unwrap_or_default()
}

fn quantite(n: u32, comptage: Comptage) -> String {
    match comptage {
        Comptage::Copies => pluriel(n as usize, "copie", "copies"),
        Comptage::Candidats => pluriel(n as usize, "candidat", "candidats"),
    }
}

fn provisoire(restent: usize) -> String {
    format!(
        "Document provisoire\u{a0}: {} à valider.",
        pluriel(restent, "ligne reste", "lignes restent")
    )
}

/// An *état de service fait* made today; `de` says of what.
fn etat(emetteur: &Emetteur, de: Vec<String>, sections: Vec<Section>) -> Document {
    let mut sous_titres = de;
    sous_titres.push(emetteur.centre.clone());
    sous_titres.push(format!("Établi le {}", jour_court(emetteur.jour)));
    Document {
        titre: "État de service fait".to_owned(),
        sous_titres,
        auteur: emetteur.centre.clone(),
        etabli_le: emetteur.jour,
        orientation: Orientation::Paysage,
        sections,
    }
}

fn totaux(b: &BilanService, comptage: Option<Comptage>) -> String {
    let mut phrase = format!(
        "Total\u{a0}: {}, {}, {}, {}",
        pluriel(b.presents as usize, "présent", "présents"),
        pluriel(b.absents as usize, "absent", "absents"),
        pluriel(b.remplaces as usize, "remplacé", "remplacés"),
        duree_longue(b.minutes)
    );
    if let Some(comptage) = comptage {
        phrase.push_str(", ");
        phrase.push_str(&quantite(b.nombre, comptage));
    }
    phrase.push('.');
    phrase
}

/// What a statement of a mission is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissionConstatee<'a> {
    /// Its number.
    pub numero: i64,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its épreuve, or its kind.
    pub intitule: &'a str,
    /// Its session: `470, BCG, 2021, BGT 2021`.
    pub session: String,
}

/// *État de service fait* of a mission: one table a day, then who validated.
#[must_use]
pub fn service_mission(
    emetteur: &Emetteur,
    mission: &MissionConstatee<'_>,
    lignes: &[LigneService],
) -> Document {
    let comptage = mission.type_mission.faits().comptage;
    let bilan = BilanService::de(lignes, mission.type_mission, emetteur.jour);
    let mut sections: Vec<Section> = lignes
        .chunk_by(|a, b| a.creneau.jour == b.creneau.jour)
        .map(|jour| {
            let date = jour.first().map(|l| l.creneau.jour).unwrap_or_default();
            let mut colonnes = vec![
                Colonne::texte("Nom et prénom", 2.4),
                Colonne::texte("Matricule", 1.2),
                Colonne::texte("Qualité", 1.5),
                Colonne::texte("Convoqué", 1.6),
                Colonne::texte("Constat", 2.8),
                Colonne::nombre("Heures faites", 1.1),
            ];
            if let Some(c) = comptage {
                colonnes.push(Colonne::nombre(c.libelle(), 1.0));
            }
            colonnes.push(Colonne::texte("Remarque", 2.0));
            colonnes.push(Colonne::texte("Validation", 1.9));
            Section {
                titre: majuscule(&jour_long(date)),
                colonnes,
                lignes: jour
                    .iter()
                    .map(|l| {
                        let mut cellules = vec![
                            l.nom.clone(),
                            l.matricule.clone(),
                            l.qualite
                                .map(|q| q.libelle().to_owned())
                                .unwrap_or_default(),
                            horaires(&l.creneau),
                            presence(l),
                            heures(l),
                        ];
                        if comptage.is_some() {
                            cellules.push(nombre(l));
                        }
                        cellules.push(l.constat.remarque.clone());
                        cellules.push(validation(l, mission.type_mission, emetteur.jour));
                        Ligne::de(cellules)
                    })
                    .collect(),
                conclusion: vec![totaux(
                    &BilanService::de(jour, mission.type_mission, emetteur.jour),
                    comptage,
                )],
                ..Section::default()
            }
        })
        .collect();
    let mut fin = vec![totaux(&bilan, comptage)];
    if bilan.restent() > 0 {
        fin.push(provisoire(bilan.restent() as usize));
    } else if bilan.valides > 0 && bilan.a_venir == 0 {
        fin.push("Toutes les lignes sont validées.".to_owned());
    }
    fin.push(String::new());
    fin.push("Date et signature du responsable du centre\u{a0}:".to_owned());
    sections.push(Section {
        titre: "Pour toute la mission".to_owned(),
        vide: if lignes.is_empty() {
            "Personne n’est convoqué à cette mission.".to_owned()
        } else {
            String::new()
        },
        conclusion: fin,
        ..Section::default()
    });
    let de = vec![
        format!("Mission {} – {}", mission.numero, mission.intitule),
        format!(
            "{} – session {}",
            mission.type_mission.libelle(),
            mission.session
        ),
    ];
    etat(emetteur, de, sections)
}

fn validation(l: &LigneService, type_mission: TypeMission, aujourd_hui: NaiveDate) -> String {
    let mut texte = match (&l.valide, l.etat(type_mission, aujourd_hui)) {
        (Some(v), _) => format!("Validé le {} par {}", v.le, v.par),
        (None, EtatService::AVenir) => "À venir".to_owned(),
        (None, EtatService::ARenseigner) => String::new(),
        (None, _) => "Saisie provisoire".to_owned(),
    };
    if let Some((qui, raison)) = &l.correction {
        texte.push_str(&format!(
            "\nCorrigé le {} par {}\u{a0}: {raison}",
            qui.le, qui.par
        ));
    }
    texte
}

/// *État de service fait* of a person: every day on which they came, or should have, as
/// convoked or in somebody's place.
#[must_use]
pub fn service_personne(
    emetteur: &Emetteur,
    (nom, matricule): (&str, &str),
    services: &[ServiceExporte],
) -> Document {
    let mut minutes = 0_u32;
    let (mut copies, mut candidats) = (0_u32, 0_u32);
    let mut restent = 0_usize;
    let mut lignes = Vec::with_capacity(services.len());
    for s in services {
        let l = &s.ligne;
        let elle = l.matricule == matricule;
        let faite = s.realise_par().is_some_and(|(m, _)| m == matricule);
        if faite {
            minutes = minutes.saturating_add(l.constat.minutes);
            let n = l.constat.nombre.unwrap_or(0);
            match s.type_mission.faits().comptage {
                Some(Comptage::Copies) => copies = copies.saturating_add(n),
                Some(Comptage::Candidats) => candidats = candidats.saturating_add(n),
                None => {}
            }
        }
        restent += usize::from(l.valide.is_none());
        let unite = s.type_mission.faits().comptage;
        lignes.push(Ligne::de([
            jour_court(l.creneau.jour),
            format!("{} – {}", s.mission, s.intitule),
            format!("{} ({})", s.centre_nom, s.centre),
            horaires(&l.creneau),
            if elle {
                presence(l)
            } else {
                format!("A remplacé {}", l.nom)
            },
            if faite { heures(l) } else { String::new() },
            match (unite, l.constat.nombre) {
                (Some(u), Some(n)) if faite => format!("{n}\u{a0}{}", u.code()),
                _ => String::new(),
            },
            validation(l, s.type_mission, emetteur.jour),
        ]));
    }
    let mut conclusion = vec![format!("Total\u{a0}: {}", duree_longue(minutes))];
    for (n, comptage) in [(copies, Comptage::Copies), (candidats, Comptage::Candidats)] {
        if n > 0 {
            conclusion.push(quantite(n, comptage));
        }
    }
    let mut conclusion = vec![format!("{}.", conclusion.join(", "))];
    if restent > 0 {
        conclusion.push(provisoire(restent));
    }
    let sections = vec![Section {
        colonnes: vec![
            Colonne::texte("Jour", 1.1),
            Colonne::texte("Mission", 2.6),
            Colonne::texte("Centre", 2.2),
            Colonne::texte("Convoqué", 1.6),
            Colonne::texte("Constat", 2.4),
            Colonne::nombre("Heures faites", 1.1),
            Colonne::nombre("Nombre", 1.2),
            Colonne::texte("Validation", 2.0),
        ],
        lignes,
        vide: "Aucun jour à ce titre.".to_owned(),
        conclusion,
        ..Section::default()
    }];
    etat(
        emetteur,
        vec![format!("{nom}, matricule {matricule}")],
        sections,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Constat, ConvocationId, Creneau, IntervenantId, MotifAbsence, NaiveTime, ParQui, Qualite,
        RemplacantService, SessionExamen, Uai,
    };

    fn jour(j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
    }

    fn creneau(j: u32) -> Creneau {
        Creneau {
            jour: jour(j),
            debut: NaiveTime::from_hms_opt(8, 30, 0).unwrap(),
            fin: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
        }
    }

    fn emetteur() -> Emetteur {
        Emetteur {
            centre: "LPO BELLEVUE (0310038Y)".into(),
            jour: jour(5),
        }
    }

    fn ligne(nom: &str, matricule: &str, j: u32, constat: Constat) -> LigneService {
        LigneService {
            convocation: ConvocationId(1),
            intervenant: IntervenantId(1),
            nom: nom.into(),
            matricule: matricule.into(),
            qualite: Some(Qualite::Correcteur),
            salle: "205".into(),
            creneau: creneau(j),
            constat,
            motif_tu: false,
            version: 1,
            saisi: None,
            valide: None,
            correction: None,
        }
    }

    fn present(minutes: u32, nombre: u32) -> Constat {
        Constat {
            presence: Some(Presence::Present),
            minutes,
            nombre: Some(nombre),
            ..Constat::default()
        }
    }

    fn remplacee() -> Constat {
        Constat {
            presence: Some(Presence::Remplace),
            remplacant: Some(RemplacantService {
                id: IntervenantId(2),
                nom: "MARTIN Léa".into(),
                matricule: "T2".into(),
            }),
            ..present(120, 7)
        }
    }

    #[test]
    fn la_feuille_a_une_page_par_jour_et_la_place_de_signer() {
        let signe = |j, salle: &str| LigneEmargement {
            creneau: creneau(j),
            salle: salle.into(),
            numero: 172_278,
            intitule: "Histoire".into(),
            nom: "DURAND Anne".into(),
            etablissement: String::new(),
            qualite: None,
        };
        let lignes = [signe(1, "205"), signe(1, "206"), signe(2, "")];
        let d = emargement(&emetteur(), "Mission 172278", &lignes);
        let titres: Vec<&str> = d.sections.iter().map(|s| &*s.titre).collect();
        assert_eq!(
            titres,
            ["Lundi\u{a0}1er février 2021", "Mardi\u{a0}2 février 2021"]
        );
        assert_eq!(
            d.sections[0].introduction,
            ["2\u{a0}personnes convoquées, 2\u{a0}salles."]
        );
        assert_eq!(d.sections[1].introduction, ["1\u{a0}personne convoquée."]);
        let premiere = &d.sections[0];
        assert!(premiere.quadrillee && premiere.nouvelle_page);
        assert_eq!(premiere.colonnes.last().unwrap().titre, "Signature");
        // Arrival and signature are left to be written.
        assert_eq!(
            premiere.lignes[0].cellules.len() + 2,
            premiere.colonnes.len()
        );
        assert!(premiere.lignes[0].hauteur > 8.0);
        let vide = emargement(&emetteur(), "Mission 172278", &[]);
        assert_eq!(
            vide.sections[0].vide,
            "Personne à faire signer sur cette feuille."
        );
    }

    #[test]
    fn l_etat_d_une_mission_dit_ce_qui_reste() {
        let mission = MissionConstatee {
            numero: 172_278,
            type_mission: TypeMission::Coec,
            intitule: "Histoire",
            session: "470, BCG, 2021, BGT 2021".into(),
        };
        let mut close = ligne("DURAND Anne", "T1", 1, present(210, 31));
        close.valide = Some(ParQui {
            le: "03/02/2021 08:00".into(),
            par: "Chef".into(),
        });
        close.correction = Some((
            ParQui {
                le: "04/02/2021 08:00".into(),
                par: "Gestionnaire".into(),
            },
            "Recompté".into(),
        ));
        let absente = Constat {
            presence: Some(Presence::Absent),
            motif: Some(MotifAbsence::Sante),
            ..Constat::default()
        };
        let lignes = [
            close,
            ligne("PETIT Luc", "T3", 1, absente),
            ligne("GRAND Zoé", "T4", 2, remplacee()),
            ligne("NUL Ali", "T5", 9, Constat::default()),
        ];
        let d = service_mission(&emetteur(), &mission, &lignes);
        assert_eq!(d.sections.len(), 4);
        let cellules = |s: usize, l: usize| d.sections[s].lignes[l].cellules.clone();
        assert_eq!(
            cellules(0, 0)[4..],
            [
                "Présent",
                "3\u{a0}h\u{a0}30",
                "31",
                "",
                "Validé le 03/02/2021 08:00 par Chef\nCorrigé le 04/02/2021 08:00 par Gestionnaire\u{a0}: Recompté"
            ]
        );
        assert_eq!(cellules(0, 1)[4..6], ["Absent – Raison de santé", ""]);
        assert_eq!(cellules(1, 0)[4], "Remplacé par MARTIN Léa (T2)");
        assert_eq!(cellules(2, 0)[8], "À venir");
        let fin = &d.sections[3].conclusion;
        assert_eq!(
            fin[0],
            "Total\u{a0}: 1\u{a0}présent, 1\u{a0}absent, 1\u{a0}remplacé, 5\u{a0}h\u{a0}30, 38\u{a0}copies."
        );
        assert_eq!(
            fin[1],
            "Document provisoire\u{a0}: 2\u{a0}lignes restent à valider."
        );
        // Nothing counted, no column for it.
        let numerisation = MissionConstatee {
            type_mission: TypeMission::Sscan,
            ..mission
        };
        let sans = service_mission(&emetteur(), &numerisation, &lignes);
        assert_eq!(
            sans.sections[0].colonnes.len() + 1,
            d.sections[0].colonnes.len()
        );
    }

    #[test]
    fn l_etat_d_une_personne_compte_ce_qu_elle_a_fait() {
        let service = |l: LigneService| ServiceExporte {
            mission: 172_278,
            type_mission: TypeMission::Coec,
            session: SessionExamen {
                code: "470".into(),
                examen: "BCG".into(),
                annee: 2021,
                libelle: "BGT 2021".into(),
            },
            intitule: "Histoire".into(),
            centre: Uai::lire("0310038Y").unwrap(),
            centre_nom: "LPO BELLEVUE".into(),
            ligne: l,
        };
        let services = [
            service(ligne("MARTIN Léa", "T2", 1, present(60, 5))),
            service(ligne("GRAND Zoé", "T4", 2, remplacee())),
        ];
        let d = service_personne(&emetteur(), ("MARTIN Léa", "T2"), &services);
        let s = &d.sections[0];
        assert_eq!(s.lignes[1].cellules[4], "A remplacé GRAND Zoé");
        assert_eq!(s.lignes[1].cellules[6], "7\u{a0}copies");
        assert_eq!(s.conclusion[0], "Total\u{a0}: 3\u{a0}h, 12\u{a0}copies.");
        // Whose place was taken is paid nothing for it.
        let d = service_personne(&emetteur(), ("GRAND Zoé", "T4"), &services[1..]);
        assert_eq!(
            d.sections[0].lignes[0].cellules[4..7],
            ["Remplacé par MARTIN Léa (T2)", "", ""]
        );
        assert_eq!(d.sections[0].conclusion[0], "Total\u{a0}: 0\u{a0}h.");
    }
}
