//! The académie: établissements, disciplines and those who sign.

use crate::{
    AcademieDemo, DOMAINE, DisciplineDemo, EtablissementDemo, ServiceFermeDemo, SignatureDemo,
    alea::cumul,
};
use domain::{Adresse, Civilite, GenreService, NaiveDate, Signataire, Uai};

pub(crate) fn academie() -> AcademieDemo {
    AcademieDemo {
        code: "16",
        nom: "Toulouse",
        fuseau: "Europe/Paris",
    }
}

/// Number of LPO Bellevue's UAI, 0310038Y.
const BELLEVUE: u32 = 310_038;

/// The UAI of LPO Bellevue.
pub(crate) fn bellevue() -> Uai {
    Uai::du_numero(BELLEVUE)
}

pub(crate) struct Fiche {
    /// Number of the UAI. Except for Bellevue, all are in the 9900s of their
    /// département, far above the numbers in use.
    numero: u32,
    nom: &'static str,
    rue: &'static str,
    code_postal: &'static str,
    commune: &'static str,
    /// How many people work there, compared with the others.
    taille: u32,
    /// Who signs: title, family name, first name.
    chef: (Civilite, &'static str, &'static str),
}

const fn fiche(
    numero: u32,
    nom: &'static str,
    rue: &'static str,
    (code_postal, commune): (&'static str, &'static str),
    taille: u32,
    chef: (Civilite, &'static str, &'static str),
) -> Fiche {
    Fiche {
        numero,
        nom,
        rue,
        code_postal,
        commune,
        taille,
        chef,
    }
}

const F: Civilite = Civilite::Madame;
const M: Civilite = Civilite::Monsieur;

/// Bellevue first, as the memo names it; the thirty others are invented.
#[rustfmt::skip]
pub(crate) const FICHES: &[Fiche] = &[
    fiche(BELLEVUE, "LPO BELLEVUE", "135 route de Narbonne", ("31031", "TOULOUSE CEDEX 4"), 0, (F, "CASTAGNÈDE", "Hélène")),
    fiche(319_901, "LGT JEANNE DAVEZAC", "12 allée des Lauriers-Roses", ("31100", "TOULOUSE"), 130, (M, "PEYRUSSE", "Alain")),
    fiche(319_902, "LPO ANTONIN ROQUEFERRE", "48 avenue du Pastel", ("31200", "TOULOUSE"), 125, (F, "DE LA TOUR", "Bénédicte")),
    fiche(319_903, "LGT MARGUERITE LASBORDES", "3 rue des Aérostiers", ("31500", "TOULOUSE"), 110, (M, "SOULIGNAC", "Jérôme")),
    fiche(319_904, "LT LES TROIS COCAGNES", "90 boulevard des Minotiers", ("31300", "TOULOUSE"), 95, (F, "ÉVRARD", "Maïté")),
    fiche(319_905, "LGT DU VAL DE SAUNE", "1 chemin des Ormeaux", ("31130", "BALMA"), 90, (F, "BARTHAS", "Corinne")),
    fiche(319_906, "LPO BLANCHE PEYRONIN", "27 route de Lombez", ("31170", "TOURNEFEUILLE"), 115, (M, "LE GOFF", "Yann")),
    fiche(319_907, "LGT DES QUATRE-VENTS", "8 rue du Vieux-Pigeonnier", ("31700", "BLAGNAC"), 100, (F, "AZÉMAR", "Sylvie")),
    fiche(319_908, "LPO FIRMIN CASTELNOU", "15 avenue des Coteaux", ("31600", "MURET"), 105, (M, "D'AURIAC", "François-Xavier")),
    fiche(319_909, "LGT LOUISE ESCALQUENS", "2 place du Foirail", ("31250", "REVEL"), 70, (F, "ROUANET", "Pascale")),
    fiche(319_910, "LPO DU HAUT-COMMINGES", "64 avenue des Pyrénées", ("31800", "SAINT-GAUDENS"), 85, (M, "NUÑEZ", "Daniel")),
    fiche(99_901, "LPO ROGER-BERNARD DE LORDAT", "5 route du Rocher", ("09000", "FOIX"), 80, (F, "SAINT-GERMAIN", "Odile")),
    fiche(99_902, "LGT AZALAÏS VERNAJOUL", "33 boulevard de la Rampe", ("09100", "PAMIERS"), 75, (M, "TRINQUIER", "Gilles")),
    fiche(129_901, "LGT CÉLESTIN MAZARGUIL", "19 rue du Puech-Rouge", ("12034", "RODEZ CEDEX 9"), 95, (F, "FRAYSSE", "Brigitte")),
    fiche(129_902, "LPO ÉMILIE SALVAGNAC", "7 avenue du Causse-Nu", ("12100", "MILLAU"), 85, (M, "CALMELS", "Régis")),
    fiche(129_903, "LPO DU ROUERGUE-OUEST", "41 côte des Bastides", ("12200", "VILLEFRANCHE-DE-ROUERGUE"), 65, (F, "LACOMBE", "Anne-Laure")),
    fiche(129_904, "LGT HUGUES D'AUBRAC", "10 place du Marché-aux-Veaux", ("12300", "DECAZEVILLE"), 50, (M, "VIGROUX", "Bernard")),
    fiche(329_901, "LGT PHILIBERT D'ARMAGNET", "22 allées Claires", ("32000", "AUCH"), 90, (F, "DUFFAUT", "Carole")),
    fiche(329_902, "LPO CLÉMENCE MONTESQUIVE", "6 rue du Floc", ("32100", "CONDOM"), 55, (M, "LAFARGUE", "Thierry")),
    fiche(469_901, "LPO GAUSBERT DE PUYCELCI", "14 quai des Gabarres", ("46000", "CAHORS"), 85, (F, "COUDERC", "Véronique")),
    fiche(469_902, "LGT ALIX CHAMPOLY", "9 montée du Pin", ("46100", "FIGEAC"), 70, (M, "BESSIÈRES", "Étienne")),
    fiche(659_901, "LGT MARCELLE VISCOURBE", "55 rue de l’Arsenal-Neuf", ("65016", "TARBES CEDEX"), 100, (M, "ABADIE", "Christophe")),
    fiche(659_902, "LPO DES GAVES RÉUNIS", "4 chemin de l’Arribère", ("65100", "LOURDES"), 70, (F, "CAZAUX", "Nathalie")),
    fiche(659_903, "LPO BERTRAND DE NESTALAS", "18 avenue du Plateau", ("65300", "LANNEMEZAN"), 55, (M, "DUPLAN", "Jean-Luc")),
    fiche(819_901, "LGT RAYMONDE CORDESSE", "31 boulevard du Gô", ("81000", "ALBI"), 105, (F, "CARAYON", "Florence")),
    fiche(819_902, "LT GUILHEM LAGARRIGUE", "60 rue des Verriers", ("81000", "ALBI"), 80, (M, "LY", "Samuel")),
    fiche(819_903, "LPO JULIETTE BOISSEZON", "23 avenue de la Montagne-Noire", ("81100", "CASTRES"), 95, (F, "GALINIER", "Sandrine")),
    fiche(819_904, "LGT DES VIGNES-HAUTES", "2 chemin de Ratelle", ("81600", "GAILLAC"), 65, (M, "PÉLISSOU", "Olivier")),
    fiche(829_901, "LPO OLYMPE LESPARRE", "77 faubourg des Albarèdes", ("82000", "MONTAUBAN"), 110, (F, "BOUDOU", "Christelle")),
    fiche(829_902, "LGT MAURICE TESCOU", "16 rue de la Brique", ("82000", "MONTAUBAN"), 85, (M, "KERMORVAN", "Loïc")),
    fiche(829_903, "LPO DU CONFLUENT", "11 promenade du Moulin", ("82200", "MOISSAC"), 60, (F, "ŒILLET", "Françoise")),
];

pub(crate) fn etablissements() -> Vec<EtablissementDemo> {
    FICHES
        .iter()
        .enumerate()
        .map(|(rang, f)| {
            let uai = Uai::du_numero(f.numero);
            EtablissementDemo {
                nom: format!("{} {}", f.nom, f.commune),
                adresse: Adresse {
                    lignes: vec![f.rue.to_owned()],
                    code_postal: f.code_postal.to_owned(),
                    commune: f.commune.to_owned(),
                },
                // 05 36 49 is one of the ranges that the ARCEP keeps for fiction:
                // nobody answers there.
                telephone: format!("05 36 49 {:02} {:02}", 10 + rang / 4, 11 + 7 * (rang % 4)),
                mel: format!("ce.{}@{DOMAINE}", uai.as_str().to_lowercase()),
                uai,
            }
        })
        .collect()
}

/// Running sums of the sizes, for drawing somebody's établissement. Bellevue
/// counts for nothing: its staff is laid down in [`DISCIPLINES`].
pub(crate) fn cumul_tailles() -> Vec<u32> {
    cumul(FICHES.iter().map(|f| f.taille))
}

/// LPO du Confluent: its head has left, and nobody has recorded a signature since.
const PARTI: u32 = 829_903;
/// LGT des Vignes-Hautes: the deputy head signs by delegation.
const DELEGUE: u32 = 819_904;
/// LPO Bertrand de Nestalas: its *service signature* is closed.
const FERME: u32 = 659_903;
/// LPO Juliette Boissezon: its *service convocation* opens later.
const PAS_ENCORE: u32 = 819_903;

/// The centre that may not convoke yet.
pub(crate) fn pas_encore_ouvert() -> Uai {
    Uai::du_numero(PAS_ENCORE)
}

pub(crate) fn services_fermes() -> Vec<ServiceFermeDemo> {
    vec![
        ServiceFermeDemo {
            etablissement: Uai::du_numero(FERME),
            service: GenreService::Signature,
            ouvre_dans: None,
        },
        ServiceFermeDemo {
            etablissement: pas_encore_ouvert(),
            service: GenreService::Convocation,
            ouvre_dans: Some(21),
        },
    ]
}

pub(crate) fn signatures() -> Vec<SignatureDemo> {
    let fin_d_annee = NaiveDate::from_ymd_opt(2020, 8, 31);
    let mut signatures: Vec<_> = FICHES
        .iter()
        .map(|f| SignatureDemo {
            valide_au: fin_d_annee.filter(|_| f.numero == PARTI),
            ..signature(f, Signataire::ChefEtablissement)
        })
        .collect();
    if let Some(bellevue) = FICHES.first() {
        let centre = signature(bellevue, Signataire::ChefCentre);
        // The head before the present one.
        signatures.push(SignatureDemo {
            civilite: M,
            nom: "VIDALENC",
            prenom: "Robert",
            qualite: "Proviseur",
            valide_au: fin_d_annee,
            ..signature(bellevue, Signataire::ChefEtablissement)
        });
        signatures.push(centre);
    }
    signatures.extend(
        FICHES
            .iter()
            .filter(|f| f.numero == DELEGUE)
            .map(|f| SignatureDemo {
                civilite: F,
                nom: "PRADALIER",
                prenom: "Cécile",
                qualite: "Proviseure adjointe",
                delegation: true,
                valide_du: NaiveDate::from_ymd_opt(2020, 9, 1),
                ..signature(f, Signataire::ChefEtablissement)
            }),
    );
    signatures
}

fn signature(f: &Fiche, signataire: Signataire) -> SignatureDemo {
    let (civilite, nom, prenom) = f.chef;
    SignatureDemo {
        etablissement: Uai::du_numero(f.numero),
        signataire,
        civilite,
        nom,
        prenom,
        qualite: match (signataire, civilite) {
            (Signataire::ChefCentre, Civilite::Madame) => "Proviseure, cheffe de centre",
            (Signataire::ChefCentre, _) => "Proviseur, chef de centre",
            (_, Civilite::Madame) => "Proviseure",
            _ => "Proviseur",
        },
        delegation: false,
        valide_du: None,
        valide_au: None,
    }
}

pub(crate) struct Poste {
    pub(crate) code: &'static str,
    pub(crate) libelle: &'static str,
    /// How many of them work at Bellevue.
    pub(crate) bellevue: usize,
    /// How many there are elsewhere, compared with the others.
    poids: u32,
}

const fn poste(code: &'static str, libelle: &'static str, bellevue: usize, poids: u32) -> Poste {
    Poste {
        code,
        libelle,
        bellevue,
        poids,
    }
}

/// Disciplines de poste, with codes in the style of the ministry's.
#[rustfmt::skip]
pub(crate) const DISCIPLINES: &[Poste] = &[
    poste("L0080", "DOCUMENTATION", 2, 20),
    poste("L0100", "PHILOSOPHIE", 4, 40),
    poste("L0201", "LETTRES CLASSIQUES", 2, 20),
    poste("L0202", "LETTRES MODERNES", 8, 95),
    poste("L0421", "ALLEMAND", 3, 30),
    poste("L0422", "ANGLAIS", 13, 115),
    poste("L0424", "CHINOIS", 2, 8),
    poste("L0426", "ESPAGNOL", 6, 75),
    poste("L0429", "ITALIEN", 1, 12),
    poste("L0441", "OCCITAN", 1, 8),
    poste("L1000", "HISTOIRE GEOGRAPHIE", 11, 100),
    poste("L1100", "SCIENCES ECONOMIQUES ET SOCIALES", 3, 40),
    poste("L1300", "MATHEMATIQUES", 12, 125),
    poste("L1412", "SII OPTION ENERGIE", 1, 15),
    poste("L1413", "SII OPTION INFORMATION ET NUMERIQUE", 2, 15),
    poste("L1414", "SII OPTION INGENIERIE MECANIQUE", 2, 25),
    poste("L1500", "SCIENCES PHYSIQUES ET CHIMIQUES", 15, 95),
    poste("L1510", "NUMERIQUE ET SCIENCES INFORMATIQUES", 2, 15),
    poste("L1600", "SCIENCES DE LA VIE ET DE LA TERRE", 6, 60),
    poste("L1700", "EDUCATION MUSICALE", 1, 6),
    poste("L1800", "ARTS PLASTIQUES", 1, 10),
    poste("L1900", "EDUCATION PHYSIQUE ET SPORTIVE", 6, 65),
    poste("L6500", "DESIGN ET ARTS APPLIQUES", 2, 12),
    poste("L7100", "BIOCHIMIE-GENIE BIOLOGIQUE", 7, 15),
    poste("L7300", "SCIENCES ET TECHNIQUES MEDICO-SOCIALES", 2, 15),
    poste("L8010", "ECO-GESTION", 4, 50),
    poste("L8510", "HOTELLERIE", 2, 10),
];

pub(crate) fn disciplines() -> Vec<DisciplineDemo> {
    DISCIPLINES
        .iter()
        .map(|p| DisciplineDemo {
            code: p.code,
            libelle: p.libelle,
        })
        .collect()
}

/// Running sums of the weights, for drawing somebody's discipline.
pub(crate) fn cumul_disciplines() -> Vec<u32> {
    cumul(DISCIPLINES.iter().map(|p| p.poids))
}
