//! A second académie, smaller, beside the first one: what belongs to one is never seen from
//! the other, and here is somebody to look from there. On purpose it has people of the same
//! names and a mission of the same number.

use crate::alea::{Alea, Genre};
use crate::noms::{NOMS, PRENOMS_F, PRENOMS_M};
use crate::personnes::pour_mel;
use crate::{
    AbsenceDemo, AcademieDemo, AttributionDemo, CompteDemo, ConvocationDemo, DOMAINE_PERSONNEL,
    Demonstration, EtablissementDemo, Gens, IntervenantDemo, MissionDemo, ServiceDemo,
    SignatureDemo, academie, missions,
};
use domain::{
    Absence, Adresse, Affectation, Autorite, Civilite, EpreuveOption, Motif, NaiveDate, Presence,
    Role, SessionExamen, Signataire, Specialite, Uai, compte_par, duree,
};
use std::collections::HashSet;

/// Domain of its professional mail addresses: nothing is delivered there.
const DOMAINE: &str = "ac-demo-bordeaux.example";
/// How many people it has.
const GENS: usize = 150;

const CHEF: &str = "chef.bordeaux";
const SECRETAIRE: &str = "secretaire.bordeaux";
const GESTIONNAIRE: &str = "gestionnaire.bordeaux";

/// The mission of last year's session that is attested.
const ATTESTEE: i64 = 401_104;
/// Missions for which nobody is convoked yet.
const SANS_PERSONNE: [i64; 2] = [401_105, 401_208];

const F: Civilite = Civilite::Madame;
const M: Civilite = Civilite::Monsieur;

/// An établissement: number of its UAI (in the 9900s, far above those in use), name, street,
/// postcode and town, who signs.
type Fiche = (
    u32,
    &'static str,
    &'static str,
    (&'static str, &'static str),
    (Civilite, &'static str, &'static str),
);

#[rustfmt::skip]
const FICHES: [Fiche; 5] = [
    (339_901, "LPO ALIÉNOR DES DUNES", "18 cours des Pins-Francs", ("33000", "BORDEAUX"), (F, "LARTIGUE", "Solange")),
    (339_902, "LGT DU PORT DE LA LUNE", "4 quai des Gabariers", ("33300", "BORDEAUX"), (M, "DUVIGNAC", "Bernard")),
    (249_901, "LGT ISABEAU DE VÉZÈRE", "9 rue du Puy-Blanc", ("24000", "PÉRIGUEUX"), (F, "LACHAUD", "Martine")),
    (409_901, "LPO DES GRANDS-RESINIERS", "31 avenue du Marensin", ("40000", "MONT-DE-MARSAN"), (M, "CAZAUBON", "Pierre")),
    (649_901, "LGT MARGOT D’OSSAU", "2 boulevard du Gave", ("64000", "PAU"), (F, "ETCHEVERRY", "Maïté")),
];

/// Rank of its établissement, discipline, title, family name, first name.
type Fixe = (
    usize,
    Option<&'static str>,
    Civilite,
    &'static str,
    &'static str,
);

/// The first one is the account `intervenant.bordeaux`; the others have the names of people
/// of the first académie.
const FIXES: [Fixe; 8] = [
    (0, Some("L1000"), F, "DUCOURNEAU", "Aurore"),
    (0, Some("L1000"), F, "MARTIN", "Anne"),
    (1, Some("L0422"), F, "MARTIN", "Anne"),
    (0, None, F, "D'ARRAS", "Sarah-Anna"),
    (2, Some("L0202"), F, "DUPONT", "Marie"),
    (0, Some("L1500"), M, "GARCIA", "Philippe"),
    (3, Some("L1000"), F, "BERTHOUMIEU", "Solène"),
    (4, Some("L1600"), F, "DURAND", "Nathalie"),
];

/// Disciplines of the others, so that every établissement has some of each.
const POSTES: [&str; 10] = [
    "L1000", "L0422", "L1500", "L0426", "L1300", "L0202", "L1600", "L0100", "L0421", "L1700",
];

fn uai(rang: usize) -> Option<Uai> {
    FICHES.get(rang).map(|f| Uai::du_numero(f.0))
}

/// Makes the second académie; the seed changes its people.
pub(crate) fn generer(graine: u64) -> Demonstration {
    let gens = gens(graine);
    let centres: Vec<Uai> = FICHES.iter().map(|f| Uai::du_numero(f.0)).collect();
    let missions = missions::voisines(&centres);
    let convocations = convocations(&missions, &gens);
    let missions: Vec<MissionDemo> = missions.into_iter().map(|(m, _)| m).collect();
    let sessions: Vec<SessionExamen> =
        missions::distincts(missions.iter().map(|m| m.session.clone()));
    let specialites: Vec<Specialite> =
        missions::distincts(missions.iter().filter_map(|m| m.specialite.clone()));
    let epreuves: Vec<EpreuveOption> =
        missions::distincts(missions.iter().filter_map(|m| m.epreuve.clone()));
    Demonstration {
        academie: AcademieDemo {
            code: "04",
            nom: "Bordeaux",
            fuseau: "Europe/Paris",
        },
        etablissements: etablissements(),
        disciplines: academie::disciplines(),
        rattachements: Vec::new(),
        sessions,
        specialites,
        epreuves,
        signatures: signatures(),
        services_fermes: Vec::new(),
        comptes: comptes(&gens),
        absences: absences(&gens),
        services: services(&missions, &convocations),
        competences: Vec::new(),
        convocations,
        missions,
        personnes: Gens::Listees(gens),
    }
}

fn etablissements() -> Vec<EtablissementDemo> {
    FICHES
        .into_iter()
        .enumerate()
        .map(|(rang, (numero, nom, rue, (code_postal, commune), _))| {
            let uai = Uai::du_numero(numero);
            EtablissementDemo {
                nom: format!("{nom} {commune}"),
                adresse: Adresse {
                    lignes: vec![rue.to_owned()],
                    code_postal: code_postal.to_owned(),
                    commune: commune.to_owned(),
                },
                // In a range that the ARCEP keeps for fiction.
                telephone: format!("05 36 49 90 {:02}", 11 + 7 * rang),
                mel: format!("ce.{}@{DOMAINE}", uai.as_str().to_lowercase()),
                uai,
            }
        })
        .collect()
}

fn signatures() -> Vec<SignatureDemo> {
    FICHES
        .into_iter()
        .map(|(numero, _, _, _, (civilite, nom, prenom))| SignatureDemo {
            etablissement: Uai::du_numero(numero),
            signataire: Signataire::ChefEtablissement,
            civilite,
            nom,
            prenom,
            qualite: match civilite {
                Civilite::Madame => "Proviseure",
                _ => "Proviseur",
            },
            delegation: false,
            valide_du: None,
            valide_au: None,
        })
        .collect()
}

fn gens(graine: u64) -> Vec<IntervenantDemo> {
    let mut pris: HashSet<(String, &'static str)> = FIXES
        .into_iter()
        .map(|(_, _, _, nom, prenom)| (nom.to_owned(), prenom))
        .collect();
    (0..GENS)
        .map(|rang| {
            if let Some((lieu, discipline, civilite, nom, prenom)) = FIXES.get(rang).copied() {
                return personne(rang, lieu, discipline, civilite, nom, prenom);
            }
            let mut alea = Alea::pour(graine, Genre::Voisine, rang as u64);
            loop {
                let nom = alea.parmi(NOMS);
                let (civilite, prenom) = if alea.chance(55) {
                    (F, alea.parmi(PRENOMS_F))
                } else {
                    (M, alea.parmi(PRENOMS_M))
                };
                if pris.insert((nom.to_owned(), prenom)) {
                    let lieu = rang % FICHES.len();
                    let poste = rang / FICHES.len() % POSTES.len();
                    let discipline = POSTES.get(poste).copied();
                    return personne(rang, lieu, discipline, civilite, nom, prenom);
                }
            }
        })
        .collect()
}

fn personne(
    rang: usize,
    lieu: usize,
    discipline: Option<&'static str>,
    civilite: Civilite,
    nom: &str,
    prenom: &'static str,
) -> IntervenantDemo {
    // The rank keeps homonyms apart.
    let local = format!("{}.{}{}", pour_mel(prenom), pour_mel(nom), rang + 1);
    IntervenantDemo {
        matricule: format!("B{:07}", 3_100_017 + rang * 7_919),
        civilite,
        nom: nom.to_owned(),
        prenom,
        etablissement: uai(lieu),
        discipline,
        mel_professionnel: format!("{local}@{DOMAINE}"),
        mel_personnel: if rang.is_multiple_of(3) {
            format!("{local}.bordeaux@{DOMAINE_PERSONNEL}")
        } else {
            String::new()
        },
        adresse: Adresse::default(),
    }
}

/// Two people of the centre and of the discipline for each mission, by the head or their
/// secretary at the first centre and by the rectorat elsewhere.
fn convocations(
    missions: &[(MissionDemo, &'static [&'static str])],
    gens: &[IntervenantDemo],
) -> Vec<ConvocationDemo> {
    let premier = uai(0);
    let mut toutes = Vec::new();
    for (rang, (mission, disciplines)) in missions.iter().enumerate() {
        if SANS_PERSONNE.contains(&mission.numero) {
            continue;
        }
        let chez_le_chef = Some(&mission.centre) == premier.as_ref();
        let (auteur, autorite) = match (chez_le_chef, rang.is_multiple_of(3)) {
            (false, _) => (GESTIONNAIRE, Autorite::Division),
            (true, true) => (SECRETAIRE, Autorite::Centre),
            (true, false) => (CHEF, Autorite::Centre),
        };
        let appeles = gens.iter().filter(|i| {
            i.etablissement.as_ref() == Some(&mission.centre)
                && (disciplines.is_empty()
                    || i.discipline.is_some_and(|d| disciplines.contains(&d)))
        });
        // Elsewhere the first one is left to be found by who convokes.
        toutes.extend(
            appeles
                .skip(usize::from(!chez_le_chef))
                .take(2)
                .map(|i| ConvocationDemo {
                    mission: mission.numero,
                    intervenant: i.matricule.clone(),
                    affectation: affectation(mission),
                    autorite,
                    auteur,
                }),
        );
    }
    toutes
}

fn affectation(mission: &MissionDemo) -> Affectation {
    Affectation {
        qualite: mission.type_mission.qualite_par_defaut(),
        salle: String::new(),
        commission: mission.commission_par_defaut.clone(),
        creneaux: mission.creneaux_par_defaut.clone(),
        observation: mission.observation_par_defaut.clone(),
    }
}

/// Last year's mission of the first centre: everybody came, validated by the head.
fn services(missions: &[MissionDemo], convocations: &[ConvocationDemo]) -> Vec<ServiceDemo> {
    let comptage = missions
        .iter()
        .find(|m| m.numero == ATTESTEE)
        .and_then(|m| m.type_mission.faits().comptage);
    convocations
        .iter()
        .filter(|c| c.mission == ATTESTEE)
        .flat_map(|c| c.affectation.creneaux.iter().map(move |jour| (c, jour)))
        .map(|(c, creneau)| ServiceDemo {
            mission: c.mission,
            intervenant: c.intervenant.clone(),
            jour: creneau.jour,
            presence: Presence::Present,
            motif: None,
            remplacant: None,
            minutes: duree(creneau),
            nombre: comptage
                .filter(|_| compte_par(c.affectation.qualite))
                .map(|_| 28),
            remarque: "",
            auteur: CHEF,
            valide: true,
            correction: "",
        })
        .collect()
}

fn absences(gens: &[IntervenantDemo]) -> Vec<AbsenceDemo> {
    let jour = |mois, jour| NaiveDate::from_ymd_opt(2021, mois, jour).unwrap_or_default();
    [
        (2_usize, Motif::Formation, jour(2, 1), jour(2, 3)),
        (5, Motif::Autre, jour(2, 22), jour(2, 22)),
    ]
    .into_iter()
    .filter_map(|(rang, motif, du, au)| {
        Some(AbsenceDemo {
            intervenant: gens.get(rang)?.matricule.clone(),
            absence: Absence {
                du,
                au,
                ..Absence::default()
            },
            motif,
            commentaire: "",
            auteur: None,
        })
    })
    .collect()
}

fn comptes(gens: &[IntervenantDemo]) -> Vec<CompteDemo> {
    let compte = |identifiant, nom, mel: &str, role: Role| CompteDemo {
        identifiant,
        nom,
        mel: format!("{mel}@{DOMAINE}"),
        attributions: vec![AttributionDemo {
            role,
            etablissement: if role.sur_etablissement() {
                uai(0)
            } else {
                None
            },
            delegation: None,
        }],
        intervenant: None,
    };
    let mut chef = compte(
        CHEF,
        "Solange LARTIGUE",
        "solange.lartigue",
        Role::ChefEtablissement,
    );
    chef.attributions.push(AttributionDemo {
        role: Role::ChefCentre,
        etablissement: uai(0),
        delegation: None,
    });
    let lui = gens.first();
    vec![
        chef,
        compte(
            SECRETAIRE,
            "Odette SAUGNAC",
            "odette.saugnac",
            Role::Secretaire,
        ),
        compte(
            GESTIONNAIRE,
            "Gaston LABÈGUERIE",
            "gaston.labeguerie",
            Role::Gestionnaire,
        ),
        compte(
            "admin.bordeaux",
            "Blanche TAUZIN",
            "blanche.tauzin",
            Role::Administrateur,
        ),
        CompteDemo {
            intervenant: lui.map(|i| i.matricule.clone()),
            mel: lui.map_or_else(String::new, |i| i.mel_professionnel.clone()),
            ..compte(
                "intervenant.bordeaux",
                "Aurore DUCOURNEAU",
                "",
                Role::Intervenant,
            )
        },
    ]
}
