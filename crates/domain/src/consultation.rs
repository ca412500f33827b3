//! *Consultation des missions* (ours): all that a centre has in a year, as a list, in the
//! calendar, and by room.

use crate::calendrier::Mois;
use crate::confiance::GenreReponse;
use crate::convocation::ConvocationLigne;
use crate::envoi::EtatCourriel;
use crate::ids::{ConvocationId, EtablissementId, MissionId};
use crate::intervenant::nom_complet;
use crate::mission::{Creneau, Mission, TypeMission};
use crate::temps::{Datelike, NaiveDate, NaiveTime};
use crate::{Qualite, texte};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Lines of one page of the list.
pub const CONSULTATION_LIGNES: usize = 100;

/// How it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VueConsultation {
    /// One line a person convoked, or a mission without anybody.
    #[default]
    Liste,
    /// A month of the calendar.
    Mois,
    /// A week of the calendar.
    Semaine,
    /// Rooms by the days of a week.
    Salles,
    /// One day: who, where, when.
    Jour,
}

impl VueConsultation {
    /// Every one, in the order in which it is offered.
    pub const TOUTES: [Self; 5] = [
        Self::Liste,
        Self::Mois,
        Self::Semaine,
        Self::Salles,
        Self::Jour,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Liste => "liste",
            Self::Mois => "mois",
            Self::Semaine => "semaine",
            Self::Salles => "salles",
            Self::Jour => "jour",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|v| v.code() == code)
    }
}

/// Where a convocation stands, for whoever consults: the mail, then the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatConsulte {
    /// The mission has nobody.
    SansPersonne,
    /// No mail was asked for.
    NonEnvoyee,
    /// A mail is on its way.
    EnRoute,
    /// A mail failed, or came back.
    EnEchec,
    /// Sent, not answered.
    SansReponse,
    /// Read.
    Lue,
    /// The person cannot come.
    Empechement,
}

impl EtatConsulte {
    /// Every one, in the order in which it is offered.
    pub const TOUS: [Self; 7] = [
        Self::SansPersonne,
        Self::NonEnvoyee,
        Self::EnRoute,
        Self::EnEchec,
        Self::SansReponse,
        Self::Lue,
        Self::Empechement,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SansPersonne => "sans-personne",
            Self::NonEnvoyee => "non-envoyee",
            Self::EnRoute => "en-route",
            Self::EnEchec => "en-echec",
            Self::SansReponse => "sans-reponse",
            Self::Lue => "lue",
            Self::Empechement => "empechement",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|e| e.code() == code)
    }

    /// Of a convocation: what the person answered weighs more than how it was sent.
    #[must_use]
    pub fn de(c: &ConvocationLigne) -> Self {
        match c.reponse.as_ref().map(|r| r.genre) {
            Some(GenreReponse::Empechement) => return Self::Empechement,
            Some(GenreReponse::Lue) => return Self::Lue,
            None => {}
        }
        match c.dernier_envoi.as_ref().map(|e| e.etat) {
            None | Some(EtatCourriel::Annule) => Self::NonEnvoyee,
            Some(EtatCourriel::EnAttente | EtatCourriel::EnCours) => Self::EnRoute,
            Some(EtatCourriel::NouvelEssai | EtatCourriel::Echec | EtatCourriel::Retour) => {
                Self::EnEchec
            }
            Some(EtatCourriel::Envoye) => Self::SansReponse,
        }
    }
}

/// Columns by which the list can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonneConsultation {
    /// First day.
    #[default]
    Jour,
    /// N°.
    Numero,
    /// Épreuve-option.
    Epreuve,
    /// Room.
    Salle,
    /// Person.
    Nom,
    /// State.
    Etat,
}

impl ColonneConsultation {
    /// Every column, in the order of the table.
    pub const TOUTES: [Self; 6] = [
        Self::Numero,
        Self::Epreuve,
        Self::Jour,
        Self::Salle,
        Self::Nom,
        Self::Etat,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jour => "jour",
            Self::Numero => "numero",
            Self::Epreuve => "epreuve",
            Self::Salle => "salle",
            Self::Nom => "nom",
            Self::Etat => "etat",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|c| c.code() == code)
    }
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreConsultation {
    /// How it is looked at.
    pub vue: VueConsultation,
    /// The centre; none for the only one, or the first.
    pub centre: Option<EtablissementId>,
    /// Year of the sessions; none for the latest.
    pub annee: Option<i32>,
    /// One kind of mission; none for all.
    pub type_mission: Option<TypeMission>,
    /// One state; none for all.
    pub etat: Option<EtatConsulte>,
    /// First day that counts in the list; none for all. Calendars have their own period.
    pub du: Option<NaiveDate>,
    /// Last day that counts in the list; none for all.
    pub au: Option<NaiveDate>,
    /// Keywords.
    pub mot_cle: String,
    /// A day of the month or of the week shown; none for the one nearest to today.
    pub jour: Option<NaiveDate>,
    /// Sorted by.
    pub tri: ColonneConsultation,
    /// Sorted downwards.
    pub descendant: bool,
    /// From 1.
    pub page: u32,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneConsultation {
    /// Number of the mission.
    pub numero: i64,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// Days and hours of the convocation; of the mission's proposal when it has nobody.
    pub creneaux: Vec<Creneau>,
    /// Room; may be empty.
    pub salle: String,
    /// Commission; may be empty.
    pub commission: String,
    /// The convocation; none when the mission has nobody.
    pub convocation: Option<ConvocationId>,
    /// `NOM Prénom`; empty when the mission has nobody.
    pub nom: String,
    /// Their établissement; may be empty.
    pub etablissement: String,
    /// Their qualité.
    pub qualite: Option<Qualite>,
    /// Where it stands.
    pub etat: EtatConsulte,
    /// The state of its mail as its mission has it; none when none was asked for.
    pub envoi: Option<crate::DernierEnvoi>,
    /// What the person answered.
    pub reponse: Option<crate::Reponse>,
}

impl LigneConsultation {
    fn premier_jour(&self) -> Option<NaiveDate> {
        self.creneaux.first().map(|c| c.jour)
    }

    fn recherche(&self) -> String {
        texte::normaliser(&format!(
            "{} {} {} {} {} {} {} {}",
            self.numero,
            self.type_mission.code(),
            self.type_mission.libelle(),
            self.intitule,
            self.salle,
            self.commission,
            self.nom,
            self.etablissement,
        ))
    }
}

/// A person somewhere at some time: what calendars are made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonneSurPlace {
    /// `NOM Prénom`.
    pub nom: String,
    /// Their qualité.
    pub qualite: Option<Qualite>,
    /// Where their convocation stands.
    pub etat: EtatConsulte,
}

/// A mission in a room on a day, at some hours, with the people there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupation {
    /// The day.
    pub jour: NaiveDate,
    /// Start.
    pub debut: NaiveTime,
    /// End.
    pub fin: NaiveTime,
    /// Room; empty when none is told.
    pub salle: String,
    /// Number of the mission.
    pub numero: i64,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// The people, by name; nobody of a mission that has none.
    pub gens: Vec<PersonneSurPlace>,
    /// Another mission has the same room at the same hours.
    pub partagee: bool,
}

/// A centre that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreConsulte {
    /// Its key.
    pub id: EtablissementId,
    /// `NOM (UAI)`.
    pub libelle: String,
}

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContenuConsultation {
    /// A page of the list.
    Liste {
        /// The lines.
        lignes: Vec<LigneConsultation>,
        /// How many the filter keeps.
        total: usize,
    },
    /// A month, a week or a day: what takes place, in order.
    Calendrier(Vec<Occupation>),
}

/// The missions of a centre in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Centres that can be chosen, by name.
    pub centres: Vec<CentreConsulte>,
    /// The one shown; none when there is none.
    pub centre: Option<CentreConsulte>,
    /// Years that can be chosen, latest first.
    pub annees: Vec<i32>,
    /// The one shown.
    pub annee: i32,
    /// The day around which calendars are.
    pub jour: NaiveDate,
    /// The académie's present day.
    pub aujourd_hui: NaiveDate,
    /// First and last day with something in the year; none when nothing is dated.
    pub bornes: Option<(NaiveDate, NaiveDate)>,
    /// How many missions the centre has in the year.
    pub missions: usize,
    /// What is shown.
    pub contenu: ContenuConsultation,
}

fn intitule(m: &Mission) -> String {
    m.ligne.epreuve.as_ref().map_or_else(
        || m.ligne.type_mission.libelle().to_owned(),
        |e| e.libelle.clone(),
    )
}

/// Every line of some missions and the convocations to them, in order of number then name.
#[must_use]
pub fn lignes_consultees(
    missions: &[Mission],
    convocations: &[(MissionId, ConvocationLigne)],
) -> Vec<LigneConsultation> {
    let mut par_mission: HashMap<MissionId, Vec<&ConvocationLigne>> = HashMap::new();
    for (mission, c) in convocations {
        par_mission.entry(*mission).or_default().push(c);
    }
    let mut lignes = Vec::with_capacity(convocations.len());
    for m in missions {
        let base = LigneConsultation {
            numero: m.ligne.numero,
            type_mission: m.ligne.type_mission,
            intitule: intitule(m),
            creneaux: m.creneaux_par_defaut.clone(),
            salle: String::new(),
            commission: m.commission_par_defaut.clone(),
            convocation: None,
            nom: String::new(),
            etablissement: String::new(),
            qualite: None,
            etat: EtatConsulte::SansPersonne,
            envoi: None,
            reponse: None,
        };
        match par_mission.get(&m.ligne.id) {
            None => lignes.push(base),
            Some(convoques) => lignes.extend(convoques.iter().map(|c| LigneConsultation {
                creneaux: c.affectation.creneaux.clone(),
                salle: c.affectation.salle.clone(),
                commission: c.affectation.commission.clone(),
                convocation: Some(c.id),
                nom: nom_complet(&c.nom, &c.prenom),
                etablissement: c.etablissement.clone(),
                qualite: c.affectation.qualite,
                etat: EtatConsulte::de(c),
                envoi: c.dernier_envoi.clone(),
                reponse: c.reponse.clone(),
                ..base.clone()
            })),
        }
    }
    lignes
}

impl FiltreConsultation {
    /// The lines that are kept, sorted.
    #[must_use]
    pub fn garder(&self, mut lignes: Vec<LigneConsultation>) -> Vec<LigneConsultation> {
        let mots: Vec<String> = texte::mots_cles(&self.mot_cle).collect();
        // The fields of these days are those of the list: elsewhere they would hide missions
        // from a reader who cannot see why.
        let toutes_dates =
            self.vue != VueConsultation::Liste || (self.du.is_none() && self.au.is_none());
        lignes.retain(|l| {
            self.type_mission.is_none_or(|t| t == l.type_mission)
                && self.etat.is_none_or(|e| e == l.etat)
                && (toutes_dates || l.creneaux.iter().any(|c| self.dans_la_periode(c.jour)))
                && texte::contient_les_mots(&l.recherche(), &mots)
        });
        let sans = |l: &LigneConsultation| texte::normaliser(&l.nom);
        match self.tri {
            // Without a day: last.
            ColonneConsultation::Jour => lignes.sort_by_key(|l| {
                (
                    l.premier_jour().is_none(),
                    l.creneaux.first().copied(),
                    l.numero,
                )
            }),
            ColonneConsultation::Numero => {}
            ColonneConsultation::Epreuve => {
                lignes.sort_by_cached_key(|l| (texte::normaliser(&l.intitule), l.numero));
            }
            ColonneConsultation::Salle => {
                lignes
                    .sort_by_cached_key(|l| (l.salle.is_empty(), cle_de_salle(&l.salle), l.numero));
            }
            ColonneConsultation::Nom => {
                lignes.sort_by_cached_key(|l| (l.nom.is_empty(), sans(l), l.numero));
            }
            ColonneConsultation::Etat => lignes.sort_by_key(|l| (l.etat, l.numero)),
        }
        if self.descendant {
            lignes.reverse();
        }
        lignes
    }

    /// The lines that have a day within the period that the view shows around a day, with
    /// the days of that period alone; all of them, as they are, for the list.
    #[must_use]
    pub fn de_la_periode(
        &self,
        mut lignes: Vec<LigneConsultation>,
        jour: NaiveDate,
    ) -> Vec<LigneConsultation> {
        if self.vue != VueConsultation::Liste {
            let (du, au) = self.periode(jour);
            for l in &mut lignes {
                l.creneaux.retain(|c| du <= c.jour && c.jour <= au);
            }
            lignes.retain(|l| !l.creneaux.is_empty());
        }
        lignes
    }

    fn dans_la_periode(&self, jour: NaiveDate) -> bool {
        self.du.is_none_or(|du| du <= jour) && self.au.is_none_or(|au| jour <= au)
    }

    /// First and last day that the view shows around a day.
    #[must_use]
    pub fn periode(&self, jour: NaiveDate) -> (NaiveDate, NaiveDate) {
        match self.vue {
            VueConsultation::Liste | VueConsultation::Jour => (jour, jour),
            VueConsultation::Mois => {
                let mois = Mois::de(jour);
                (
                    mois.jour(1).unwrap_or(jour),
                    mois.jour(mois.longueur()).unwrap_or(jour),
                )
            }
            VueConsultation::Semaine | VueConsultation::Salles => semaine_de(jour),
        }
    }

    /// A day of the period before, or after, the one around a day.
    #[must_use]
    pub fn voisine(&self, jour: NaiveDate, apres: bool) -> NaiveDate {
        let (du, au) = self.periode(jour);
        let autre = if apres { au.succ_opt() } else { du.pred_opt() };
        autre.unwrap_or(jour)
    }
}

/// Monday and Sunday around a day.
#[must_use]
pub fn semaine_de(jour: NaiveDate) -> (NaiveDate, NaiveDate) {
    let semaine = jour.week(crate::Weekday::Mon);
    (
        semaine.checked_first_day().unwrap_or(jour),
        semaine.checked_last_day().unwrap_or(jour),
    )
}

/// A key that puts rooms as people read them: `9` before `10`.
fn cle_de_salle(salle: &str) -> String {
    let mut cle = String::with_capacity(salle.len() + 8);
    let mut chiffres = String::new();
    let poser = |cle: &mut String, chiffres: &mut String| {
        if !chiffres.is_empty() {
            cle.push_str(&format!("{:0>12}", chiffres));
            chiffres.clear();
        }
    };
    for c in texte::normaliser(salle).chars() {
        if c.is_ascii_digit() {
            chiffres.push(c);
        } else {
            poser(&mut cle, &mut chiffres);
            cle.push(c);
        }
    }
    poser(&mut cle, &mut chiffres);
    cle
}

/// The day nearest to today among those that have something: the next one, else the last.
#[must_use]
pub fn jour_proche(
    jours: impl IntoIterator<Item = NaiveDate>,
    aujourd_hui: NaiveDate,
) -> Option<NaiveDate> {
    let (mut suivant, mut dernier): (Option<NaiveDate>, Option<NaiveDate>) = (None, None);
    for j in jours {
        if j >= aujourd_hui {
            suivant = Some(suivant.map_or(j, |s| s.min(j)));
        }
        dernier = Some(dernier.map_or(j, |d| d.max(j)));
    }
    suivant.or(dernier)
}

/// What takes place between two days, in order of day, hour and room: people of one
/// mission, in one room, at the same hours, together.
#[must_use]
pub fn occupations(lignes: &[LigneConsultation], du: NaiveDate, au: NaiveDate) -> Vec<Occupation> {
    type Cle = (NaiveDate, NaiveTime, NaiveTime, String, i64);
    let mut par_cle: BTreeMap<Cle, Occupation> = BTreeMap::new();
    for l in lignes {
        for c in l.creneaux.iter().filter(|c| du <= c.jour && c.jour <= au) {
            let cle = (c.jour, c.debut, c.fin, cle_de_salle(&l.salle), l.numero);
            let o = par_cle.entry(cle).or_insert_with(|| Occupation {
                jour: c.jour,
                debut: c.debut,
                fin: c.fin,
                salle: l.salle.clone(),
                numero: l.numero,
                type_mission: l.type_mission,
                intitule: l.intitule.clone(),
                gens: Vec::new(),
                partagee: false,
            });
            if l.convocation.is_some() {
                o.gens.push(PersonneSurPlace {
                    nom: l.nom.clone(),
                    qualite: l.qualite,
                    etat: l.etat,
                });
            }
        }
    }
    let mut toutes: Vec<Occupation> = par_cle.into_values().collect();
    for i in 0..toutes.len() {
        for j in i + 1..toutes.len() {
            if toutes[j].jour != toutes[i].jour || toutes[j].debut >= toutes[i].fin {
                // In order of day and start: nothing further overlaps it.
                break;
            }
            let memes = !toutes[i].salle.is_empty()
                && cle_de_salle(&toutes[i].salle) == cle_de_salle(&toutes[j].salle)
                && toutes[i].numero != toutes[j].numero;
            if memes {
                toutes[i].partagee = true;
                toutes[j].partagee = true;
            }
        }
    }
    for o in &mut toutes {
        o.gens.sort_by_cached_key(|g| texte::normaliser(&g.nom));
    }
    toutes
}

/// The rooms of some occupations as people read them, the absence of a room last.
#[must_use]
pub fn salles(occupations: &[Occupation]) -> Vec<String> {
    let mut vues = BTreeSet::new();
    let mut salles: Vec<(bool, String, String)> = occupations
        .iter()
        .map(|o| (o.salle.is_empty(), cle_de_salle(&o.salle), o.salle.clone()))
        .filter(|(_, cle, _)| vues.insert(cle.clone()))
        .collect();
    salles.sort();
    salles.into_iter().map(|(.., salle)| salle).collect()
}

/// Whether two names are of one room.
#[must_use]
pub fn meme_salle(a: &str, b: &str) -> bool {
    cle_de_salle(a) == cle_de_salle(b)
}

/// The seven days of the week of a day, without those of the weekend on which nothing
/// takes place.
#[must_use]
pub fn jours_de_semaine(jour: NaiveDate, occupations: &[Occupation]) -> Vec<NaiveDate> {
    let (lundi, _) = semaine_de(jour);
    lundi
        .iter_days()
        .take(7)
        .filter(|j| {
            j.weekday().num_days_from_monday() < 5 || occupations.iter().any(|o| o.jour == *j)
        })
        .collect()
}

/// One person to sign on the day sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneEmargement {
    /// The day and hours.
    pub creneau: Creneau,
    /// Room; may be empty.
    pub salle: String,
    /// Number of the mission.
    pub numero: i64,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// `NOM Prénom`.
    pub nom: String,
    /// Their établissement; may be empty.
    pub etablissement: String,
    /// Their qualité.
    pub qualite: Option<Qualite>,
}

/// Who signs on one day, or on every day: in order of day, then room, hour and name.
#[must_use]
pub fn emargement(lignes: &[LigneConsultation], jour: Option<NaiveDate>) -> Vec<LigneEmargement> {
    let mut toutes: Vec<LigneEmargement> = lignes
        .iter()
        .filter(|l| l.convocation.is_some())
        .flat_map(|l| {
            l.creneaux
                .iter()
                .filter(move |c| jour.is_none_or(|j| j == c.jour))
                .map(move |c| LigneEmargement {
                    creneau: *c,
                    salle: l.salle.clone(),
                    numero: l.numero,
                    intitule: l.intitule.clone(),
                    nom: l.nom.clone(),
                    etablissement: l.etablissement.clone(),
                    qualite: l.qualite,
                })
        })
        .collect();
    toutes.sort_by_cached_key(|e| {
        (
            e.creneau.jour,
            e.salle.is_empty(),
            cle_de_salle(&e.salle),
            e.creneau.debut,
            texte::normaliser(&e.nom),
            e.numero,
        )
    });
    toutes
}

/// What an extract of a day sheet leaves out of the whole sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HorsExtrait {
    /// Missions of which nobody is on the extract.
    pub missions: usize,
    /// People to sign, each once for each of their hours, who are not on the extract.
    pub lignes: usize,
}

impl HorsExtrait {
    /// Of the whole sheet and of the extract; none when the extract is the whole sheet.
    #[must_use]
    pub fn de(toutes: &[LigneEmargement], gardees: &[LigneEmargement]) -> Option<Self> {
        let restent: BTreeSet<i64> = gardees.iter().map(|e| e.numero).collect();
        let absentes: BTreeSet<i64> = toutes
            .iter()
            .map(|e| e.numero)
            .filter(|n| !restent.contains(n))
            .collect();
        let lignes = toutes.len().saturating_sub(gardees.len());
        (lignes > 0).then_some(Self {
            missions: absentes.len(),
            lignes,
        })
    }
}

#[cfg(test)]
mod tests;
