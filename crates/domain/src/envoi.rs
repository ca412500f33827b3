//! Sending convocations by mail (memo §7): addresses, states, what a group
//! action covers.

use crate::convocation::{Autorite, ConvocationLigne};
use crate::droits::Acteur;
use crate::intervenant::mel_plausible;
use crate::mission::Mission;
use crate::{ConvocationId, CourrielId, IntervenantId, Moment};
use serde::{Deserialize, Serialize};

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatCourriel {
    /// Asked for, not yet taken.
    EnAttente,
    /// Being sent.
    EnCours,
    /// Accepted by the mail server.
    Envoye,
    /// Refused for now: will be tried again.
    NouvelEssai,
    /// Refused for good, or given up.
    Echec,
    /// Given up because the convocation went away before it left.
    Annule,
    /// Accepted by the mail server, then returned: the person did not receive it.
    Retour,
}

impl EtatCourriel {
    /// Every state.
    pub const TOUS: [Self; 7] = [
        Self::EnAttente,
        Self::EnCours,
        Self::Envoye,
        Self::NouvelEssai,
        Self::Echec,
        Self::Annule,
        Self::Retour,
    ];

    /// Code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EnAttente => "en_attente",
            Self::EnCours => "en_cours",
            Self::Envoye => "envoye",
            Self::NouvelEssai => "nouvel_essai",
            Self::Echec => "echec",
            Self::Annule => "annule",
            Self::Retour => "retour",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|e| e.code() == code)
    }

    /// `true` while something is still to happen to the mail.
    #[must_use]
    pub const fn en_mouvement(self) -> bool {
        matches!(self, Self::EnAttente | Self::EnCours | Self::NouvelEssai)
    }

    /// `true` while the mail is about to leave: something happens to it within moments, when
    /// one that waits for another try may wait for hours.
    #[must_use]
    pub const fn part(self) -> bool {
        matches!(self, Self::EnAttente | Self::EnCours)
    }

    /// `true` when a server may have had the mail and now gives it back: it was
    /// accepted, or a try whose end nobody saw was counted as failed.
    #[must_use]
    pub const fn peut_revenir(self) -> bool {
        matches!(self, Self::Envoye | Self::NouvelEssai | Self::Echec)
    }
}

/// What a mail carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreCourriel {
    /// The convocation, to the intervenant.
    Convocation,
    /// A copy of it, to the author.
    Copie,
    /// One summary of a group send, to the author, with every letter.
    Recapitulatif,
    /// The end of a convocation that was sent, to the intervenant.
    Annulation,
}

impl GenreCourriel {
    /// Code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Convocation => "convocation",
            Self::Copie => "copie",
            Self::Recapitulatif => "recapitulatif",
            Self::Annulation => "annulation",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        [
            Self::Convocation,
            Self::Copie,
            Self::Recapitulatif,
            Self::Annulation,
        ]
        .into_iter()
        .find(|g| g.code() == code)
    }
}

/// The address a convocation goes to: the professional one first, else the
/// personal one (memo §7); none when neither is plausible.
#[must_use]
pub fn adresse_d_envoi<'a>(professionnelle: &'a str, personnelle: &'a str) -> Option<&'a str> {
    [professionnelle, personnelle]
        .into_iter()
        .find(|a| mel_plausible(a))
}

/// What a group action (ZIP or mail) covers: "the rows shown (filtered) of which
/// one is the author" (memo §7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PorteeGroupe {
    /// Convocations concerned, in the order shown.
    pub concernees: Vec<ConvocationId>,
    /// Rows shown.
    pub affichees: usize,
    /// Rows shown that somebody else made.
    pub d_un_autre_auteur: usize,
    /// Rows of the mission hidden by the filter.
    pub masquees: usize,
    /// Of those concerned, how many have no address (a mail leaves them out).
    pub sans_adresse: usize,
    /// Of those to whom a mail would go, how many have it as it is already.
    pub deja_recues: usize,
}

impl PorteeGroupe {
    /// Works the scope out from all the rows of a mission and which are shown.
    pub fn calculer<'a>(
        lignes: impl IntoIterator<Item = (&'a ConvocationLigne, bool)>,
        acteur: crate::CompteId,
    ) -> Self {
        let mut portee = Self::default();
        for (ligne, affichee) in lignes {
            if !affichee {
                portee.masquees += 1;
                continue;
            }
            portee.affichees += 1;
            if ligne.auteur != acteur {
                portee.d_un_autre_auteur += 1;
                continue;
            }
            if !ligne.a_un_mel() {
                portee.sans_adresse += 1;
            } else if recue_telle_quelle(ligne) {
                portee.deja_recues += 1;
            }
            portee.concernees.push(ligne.id);
        }
        portee
    }

    /// How many mails a group send would make.
    #[must_use]
    pub fn a_envoyer(&self) -> usize {
        self.concernees.len() - self.sans_adresse
    }

    /// How many mails a group send to [`EtendueEnvoi::NonRecues`] would make.
    #[must_use]
    pub fn non_recues(&self) -> usize {
        self.a_envoyer().saturating_sub(self.deja_recues)
    }
}

/// Whether the person has the convocation as it is now: its latest mail left, or is leaving,
/// and nothing was changed or cancelled since.
#[must_use]
pub fn recue_telle_quelle(ligne: &ConvocationLigne) -> bool {
    ligne.dernier_envoi.as_ref().is_some_and(|e| {
        matches!(e.etat, EtatCourriel::Envoye | EtatCourriel::EnCours)
            && !e.modifiee_depuis
            && !e.annulee_depuis
    })
}

/// To whom a group send writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtendueEnvoi {
    /// Everybody it covers.
    #[default]
    Toutes,
    /// Those who do not have it as it is, see [`recue_telle_quelle`].
    NonRecues,
}

impl EtendueEnvoi {
    /// Both, in the order of the window.
    pub const TOUTES: [Self; 2] = [Self::NonRecues, Self::Toutes];

    /// Code in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Toutes => "toutes",
            Self::NonRecues => "non_recues",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|e| e.code() == code)
    }
}

/// What a request to send made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvoiDemande {
    /// Mails to intervenants now waiting.
    pub courriels: u32,
    /// People left out because no address is known.
    pub sans_adresse: Vec<String>,
    /// Whether the author will receive one summary instead of a copy of each.
    pub recapitulatif: bool,
    /// Whether the author's account has an address to which the copies, or the summary, go.
    #[serde(default = "copie_promise")]
    pub copie: bool,
}

/// What was kept before the address was looked at promised a copy or a summary: it is told
/// as it was.
pub(crate) const fn copie_promise() -> bool {
    true
}

/// A request to send of which mails have still to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvoiEnCours {
    /// Key.
    pub id: crate::EnvoiId,
    /// Who asked.
    pub auteur: String,
    /// Mails to intervenants in all.
    pub total: u32,
    /// Of these, those that have not left.
    pub a_partir: u32,
    /// Seconds until the first of them leaves, as of when this was read; 0 when they are
    /// leaving.
    pub depart_dans: u32,
}

/// Ends of addresses that nobody has: slips of the finger in the names that most people
/// use.
const FINS_DOUTEUSES: [&str; 14] = [
    ".con",
    ".cmo",
    ".ocm",
    ".frr",
    ".fre",
    "@gmial.com",
    "@gmai.com",
    "@gmail.fr",
    "@hotmial.com",
    "@hotmial.fr",
    "@orage.fr",
    "@wanado.fr",
    "@laposte.fr",
    "@yaho.fr",
];

/// Whether an address, plausible as it is, looks mistyped.
#[must_use]
pub fn adresse_douteuse(adresse: &str) -> bool {
    let adresse = adresse.to_ascii_lowercase();
    FINS_DOUTEUSES.iter().any(|f| adresse.ends_with(f))
}

/// Whether the address of a convocation is to be looked at before it is sent: there is none,
/// or it looks mistyped.
#[must_use]
pub fn adresse_a_regler(ligne: &ConvocationLigne) -> bool {
    !ligne.a_un_mel() || adresse_douteuse(&ligne.mel)
}

/// The order in which the convocations of a group send are read before they leave, those of
/// a same rank as they are listed: addresses to look at, then those who do not have theirs,
/// then those who do.
#[must_use]
pub fn rang_de_relecture(ligne: &ConvocationLigne) -> u8 {
    if adresse_a_regler(ligne) {
        0
    } else if recue_telle_quelle(ligne) {
        2
    } else {
        1
    }
}

/// One mail as the screen follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiviCourriel {
    /// Key.
    pub id: CourrielId,
    /// What it carries.
    pub genre: GenreCourriel,
    /// Of which convocation.
    pub convocation: Option<ConvocationId>,
    /// To whom.
    pub intervenant: Option<IntervenantId>,
    /// Name shown.
    pub nom: String,
    /// Address used.
    pub adresse: String,
    /// Where it stands.
    pub etat: EtatCourriel,
    /// Tries made.
    pub essais: i32,
    /// Next try, when one is planned.
    pub prochain_essai: Option<Moment>,
    /// Why it waits or failed; may be empty.
    pub raison: String,
}

/// Whether the person may change or delete a convocation to a mission made on `autorite`
/// (a centre cannot change what the rectorat decided, unless the gestionnaire lets it).
#[must_use]
pub fn peut_modifier(acteur: &Acteur, mission: &Mission, autorite: Autorite) -> bool {
    acteur
        .autorite_sur(mission.centre)
        .is_some_and(|sienne| mission.laisse_modifier(sienne, autorite))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Affectation, CompteId, DernierEnvoi};

    fn ligne(id: i64, etat: Option<EtatCourriel>) -> ConvocationLigne {
        ConvocationLigne {
            id: ConvocationId(id),
            version: 1,
            intervenant: IntervenantId(id),
            nom: "DURAND".into(),
            prenom: "Anne".into(),
            etablissement: String::new(),
            discipline: String::new(),
            affectation: Affectation::default(),
            autorite: Autorite::Centre,
            auteur: CompteId(1),
            mel: "anne@ac.example".into(),
            mel_personnel: false,
            dernier_envoi: etat.map(|etat| DernierEnvoi {
                etat,
                depuis: Moment(0),
                raison: String::new(),
                modifiee_depuis: false,
                peut_etre_double: false,
                recue: true,
                annulee_depuis: false,
                prochain_essai: None,
                prochain_dit: String::new(),
            }),
            imprimee: None,
            imprimee_dite: String::new(),
            reponse: None,
        }
    }

    #[test]
    fn la_portee_compte_qui_l_a_deja_telle_quelle() {
        use EtatCourriel::{Echec, EnAttente, EnCours, Envoye, Retour};
        let avec = |id, change: fn(&mut DernierEnvoi)| {
            let mut l = ligne(id, Some(Envoye));
            change(l.dernier_envoi.as_mut().unwrap());
            l
        };
        let mut sans_adresse = ligne(9, Some(Envoye));
        sans_adresse.mel.clear();
        let lignes = [
            ligne(1, None),
            ligne(2, Some(Envoye)),
            ligne(3, Some(EnCours)),
            ligne(4, Some(EnAttente)),
            ligne(5, Some(Echec)),
            ligne(6, Some(Retour)),
            avec(7, |e| e.modifiee_depuis = true),
            avec(8, |e| e.annulee_depuis = true),
            sans_adresse,
        ];
        let portee = PorteeGroupe::calculer(lignes.iter().map(|l| (l, true)), CompteId(1));
        assert_eq!(portee.concernees.len(), 9);
        assert_eq!(
            (portee.a_envoyer(), portee.deja_recues, portee.non_recues()),
            (8, 2, 6)
        );
        let rangs: Vec<u8> = lignes.iter().map(rang_de_relecture).collect();
        assert_eq!(rangs, [1, 2, 2, 1, 1, 1, 1, 1, 0]);
        let mut douteuse = ligne(10, Some(Envoye));
        douteuse.mel = "anne@gmial.com".into();
        assert!(adresse_a_regler(&douteuse) && rang_de_relecture(&douteuse) == 0);
        for e in EtendueEnvoi::TOUTES {
            assert_eq!(EtendueEnvoi::lire(e.code()), Some(e));
        }
    }

    #[test]
    fn la_professionnelle_d_abord() {
        assert_eq!(adresse_d_envoi("a@ac.fr", "b@c.fr"), Some("a@ac.fr"));
        assert_eq!(adresse_d_envoi("", "b@c.fr"), Some("b@c.fr"));
        assert_eq!(adresse_d_envoi("pas une adresse", "b@c.fr"), Some("b@c.fr"));
        assert_eq!(adresse_d_envoi("", "x"), None);
    }

    #[test]
    fn les_fautes_de_frappe_se_voient() {
        for douteuse in [
            "a.b@gmial.com",
            "A@ORAGE.FR",
            "x@ac-toulouse.frr",
            "x@free.con",
        ] {
            assert!(adresse_douteuse(douteuse), "{douteuse}");
        }
        for bonne in [
            "a@gmail.com",
            "a@orange.fr",
            "a@ac-toulouse.fr",
            "con@free.fr",
        ] {
            assert!(!adresse_douteuse(bonne), "{bonne}");
        }
    }

    #[test]
    fn etats_relus() {
        for e in EtatCourriel::TOUS {
            assert_eq!(EtatCourriel::lire(e.code()), Some(e));
        }
    }

    #[test]
    fn ce_qui_attend_un_essai_ne_part_pas_dans_l_instant() {
        for e in EtatCourriel::TOUS {
            let bientot = e.en_mouvement() && e != EtatCourriel::NouvelEssai;
            assert_eq!(e.part(), bientot, "{e:?}");
        }
    }

    #[test]
    fn ne_revient_que_ce_qui_a_pu_partir() {
        use EtatCourriel::{Annule, Echec, EnAttente, EnCours, Envoye, NouvelEssai, Retour};
        assert!(
            [Envoye, NouvelEssai, Echec]
                .iter()
                .all(|e| e.peut_revenir())
        );
        assert!(
            ![EnAttente, EnCours, Annule, Retour]
                .iter()
                .any(|e| e.peut_revenir())
        );
    }
}
