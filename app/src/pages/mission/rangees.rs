//! The rows of *Liste des intervenants convoqués*, each one text
//! (docs/decisions/0013-longues-listes.md). Nothing in a row listens: its body does.

use super::confiance::{classe_etat, remarque};
use super::selection;
use crate::messages::{self as m, confiance as mc, l, lots as ml};
use domain::{ConvocationId, ConvocationLigne, DernierEnvoi, EtatCourriel, GenreReponse, Reponse};
use maud::{Markup, PreEscaped, html};
use std::sync::Arc;

/// A row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rangee {
    /// Its convocation.
    pub(super) id: ConvocationId,
    /// What it says.
    pub(super) texte: Texte,
}

/// The `<tr>` of a row. A tick is no part of it: what is ticked is the browser's own business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Texte {
    /// What its cells say between its box and its buttons, the first as its title.
    cellules: Arc<[String]>,
    /// Its box, empty for who may not change it; none without a column for boxes.
    coche: Option<Arc<str>>,
    /// The buttons of its last cell.
    boutons: Arc<str>,
}

impl Texte {
    /// The row without its box and its buttons, which are most of what it costs a slow
    /// computer, as one that the browser lays out at once (`_tableau.scss`).
    pub(super) fn faits(&self) -> String {
        self.ecrire(Some("imagin-neuve"), "", "")
    }

    /// All of it.
    pub(super) fn entier(&self) -> String {
        let coche = self.coche.as_deref().unwrap_or_default();
        self.ecrire(None, coche, &self.boutons)
    }

    fn ecrire(&self, classe: Option<&str>, coche: &str, boutons: &str) -> String {
        let mut cellules = self.cellules.iter().map(|c| PreEscaped(c.as_str()));
        html! {
            tr class=[classe] {
                @if self.coche.is_some() {
                    td.imagin-coche { (PreEscaped(coche)) }
                }
                th scope="row" { @if let Some(nom) = cellules.next() { (nom) } }
                @for c in cellules { td { (c) } }
                td { div.imagin-actions { (PreEscaped(boutons)) } }
            }
        }
        .into_string()
    }

    /// What its cells say, the box and the buttons apart, and the rank of the first.
    pub(super) fn cellules(&self) -> (usize, &[String]) {
        (usize::from(self.coche.is_some()), &self.cellules)
    }

    /// What is left then: selectors of what holds it, and what that is.
    pub(super) fn gestes(&self) -> [(&'static str, &str); 2] {
        [
            (".imagin-coche", self.coche.as_deref().unwrap_or_default()),
            (".imagin-actions", &self.boutons),
        ]
    }

    /// One without gestures.
    #[cfg(test)]
    pub(super) fn essai(nom: &str) -> Self {
        Self {
            cellules: [nom.to_owned()].into(),
            coche: None,
            boutons: "".into(),
        }
    }
}

/// The form by which every row asks for its mail: its button names it, and the convocation.
pub(super) const FORMULAIRE_ENVOI: &str = "envoyer-une";

/// What the rows of a page share, and keep as long as the page is there.
#[derive(Clone, Debug)]
pub(super) struct Commun {
    /// The reader may convoke here today.
    pub(super) peut_convoquer: bool,
    /// What the address of a window says of the list, from `&` on.
    pub(super) suite: String,
}

/// What a row says beyond its convocation.
#[derive(Clone, Debug)]
pub(super) struct Dit {
    /// Its affectation in one line.
    pub(super) resume: String,
    /// The reader may change it.
    pub(super) modifiable: bool,
    /// Its box comes ticked.
    pub(super) cochee: bool,
}

/// The `<tr>` of a convocation.
pub(super) fn rangee(c: &ConvocationLigne, dit: &Dit, commun: &Commun) -> Texte {
    let id = c.id;
    let nom = domain::nom_complet(&c.nom, &c.prenom);
    let adresse_a_corriger = commun.peut_convoquer
        && (!c.a_un_mel()
            || c.dernier_envoi
                .as_ref()
                .is_some_and(|e| matches!(e.etat, EtatCourriel::Echec | EtatCourriel::Retour)));
    let pour = |action: &str| format!("{action} – {nom}");
    // Few elements: a row costs a slow computer what it has of them
    // (docs/decisions/0013-longues-listes.md).
    let lien = |adresse: String, texte: &str, action: &str| {
        let nom = pour(action);
        html! {
            a.fr-btn.fr-btn--sm.fr-btn--tertiary href=(adresse) title=(nom) aria-label=(nom) { (texte) }
        }
    };
    let ouvrir = |fenetre: &str, texte: &str, action: &str| {
        let nom = pour(action);
        let adresse = format!("?fenetre={fenetre}&convocation={id}{}", commun.suite);
        html! {
            a.fr-btn.fr-btn--sm.fr-btn--tertiary href=(adresse) data-noscroll="true" title=(nom) aria-label=(nom) { (texte) }
        }
    };
    let (pdf, envoyer) = (pour(l::EDITER), pour(l::ENVOYER_UN));
    let boutons = html! {
        a.fr-btn.fr-btn--sm.fr-btn--tertiary href={ "/convocations/" (id) "/convocation.pdf" }
            rel="external" title=(pdf) aria-label=(pdf) { (l::PDF) }
        (lien(format!("/convocations/{id}"), l::PAGE, l::PAGE))
        (lien(format!("/convocations/{id}/historique"), l::HISTORIQUE_COURT, l::HISTORIQUE))
        @if commun.peut_convoquer {
            button.fr-btn.fr-btn--sm.fr-btn--tertiary form=(FORMULAIRE_ENVOI) name="ids"
                value=(id) title=(envoyer) aria-label=(envoyer) { (l::MEL) }
            @if dit.modifiable {
                (ouvrir("modifier", l::MODIFIER_COURT, l::MODIFIER))
                (ouvrir("remplacer", m::changements::l::REMPLACER, m::changements::l::REMPLACER))
                (ouvrir("supprimer", l::SUPPRIMER_COURT, l::SUPPRIMER))
            }
        }
    }
    .into_string();
    let envoi = html! {
        (etat_envoi(c.dernier_envoi.as_ref()))
        @if adresse_a_corriger {
            (lien(format!("/convocations/{id}/adresse"), l::CORRIGER_ADRESSE, l::CORRIGER_ADRESSE))
        }
        @if !c.imprimee_dite.is_empty() {
            span.imagin-raison { (m::imprimee(&c.imprimee_dite)) }
        }
        @if let Some(r) = &c.reponse { (reponse(r)) }
    };
    let dites = [
        &c.nom,
        &c.prenom,
        &c.etablissement,
        &c.discipline,
        &dit.resume,
    ];
    let cellules = dites.map(|texte| html! { (texte) });
    let coche = commun.peut_convoquer.then(|| {
        if dit.modifiable {
            boite(c, &nom, dit.cochee).into_string()
        } else {
            String::new()
        }
    });
    Texte {
        cellules: cellules
            .into_iter()
            .chain([envoi])
            .map(Markup::into_string)
            .collect(),
        coche: coche.map(Arc::from),
        boutons: boutons.into(),
    }
}

/// The box that selects a row.
fn boite(c: &ConvocationLigne, nom: &str, cochee: bool) -> Markup {
    let champ = format!("ligne-{}", c.id);
    html! {
        div.fr-checkbox-group.fr-checkbox-group--sm {
            input type="checkbox" id=(champ) form=(selection::FORMULAIRE) name=(selection::NOM)
                value=(selection::valeur(c)) checked[cochee];
            label.fr-label for=(champ) { span.fr-sr-only { (ml::selectionner(nom)) } }
        }
    }
}

/// Where the latest mail stands, and why.
pub(crate) fn etat_envoi(envoi: Option<&DernierEnvoi>) -> Markup {
    html! {
        @if let Some(e) = envoi { (etat_et_raison(e, &m::raison_envoi(e))) }
    }
}

/// As [`etat_envoi`], of a cancellation: it has no letter to print.
pub(crate) fn etat_annulation(e: &DernierEnvoi) -> Markup {
    etat_et_raison(e, &mc::annulation_raison(e))
}

fn etat_et_raison(e: &DernierEnvoi, raison: &str) -> Markup {
    html! {
        span class=(classe_etat(e.etat)) { (m::etat_courriel(e.etat)) }
        @if !raison.is_empty() { span.imagin-raison { (raison) } }
        @if e.peut_etre_double && e.etat == EtatCourriel::Envoye {
            span.imagin-raison { (l::PEUT_ETRE_DOUBLE) }
        }
        @if let Some(r) = remarque(e) { span.imagin-raison { (r) } }
    }
}

/// What a person answered, in the column *Envoi*; nothing yet, nothing shown.
fn reponse(r: &Reponse) -> Markup {
    let classe = match r.genre {
        GenreReponse::Lue => "imagin-reponse",
        GenreReponse::Empechement => "imagin-reponse imagin-reponse--empechement",
    };
    html! { span class=(classe) { (mc::reponse(r)) } }
}

#[cfg(test)]
pub(super) mod essais {
    use domain::{Affectation, Autorite, CompteId, ConvocationId, ConvocationLigne, IntervenantId};

    /// Somebody convoked by the centre.
    pub(in crate::pages::mission) fn ligne(id: i64, nom: &str) -> ConvocationLigne {
        ConvocationLigne {
            id: ConvocationId(id),
            version: 1,
            intervenant: IntervenantId(id),
            nom: nom.to_owned(),
            prenom: "Anne".to_owned(),
            etablissement: String::new(),
            discipline: String::new(),
            affectation: Affectation::default(),
            autorite: Autorite::Centre,
            auteur: CompteId(1),
            mel: "a@exemple.fr".to_owned(),
            mel_personnel: false,
            dernier_envoi: None,
            imprimee: None,
            imprimee_dite: String::new(),
            reponse: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::essais::ligne;
    use super::*;
    use domain::Moment;

    fn commun(peut_convoquer: bool) -> Commun {
        Commun {
            peut_convoquer,
            suite: "&page=2".to_owned(),
        }
    }

    fn dit(modifiable: bool, cochee: bool) -> Dit {
        Dit {
            resume: "Convoquée par centre".to_owned(),
            modifiable,
            cochee,
        }
    }

    #[test]
    fn ce_qui_vient_des_gens_est_echappe() {
        let mut c = ligne(7, "<img src=x>\"&'");
        c.prenom = "<script>".to_owned();
        c.etablissement = "\"><b>".to_owned();
        c.dernier_envoi = Some(DernierEnvoi {
            etat: EtatCourriel::Echec,
            depuis: Moment(0),
            raison: "550 <i>non</i>".to_owned(),
            modifiee_depuis: true,
            peut_etre_double: false,
            recue: false,
            annulee_depuis: false,
            prochain_essai: None,
            prochain_dit: String::new(),
        });
        let texte = rangee(&c, &dit(true, false), &commun(true)).entier();
        for balise in ["<img", "<script", "<b>", "<i>"] {
            assert!(!texte.contains(balise), "{texte}");
        }
        assert!(
            texte.contains("<th scope=\"row\">&lt;img src=x&gt;"),
            "{texte}"
        );
        // Nothing closes an attribute.
        assert!(!texte.contains("\"&'"), "{texte}");
    }

    #[test]
    fn une_ligne_marche_par_liens_et_formulaires() {
        let texte = rangee(&ligne(7, "MARTIN"), &dit(true, true), &commun(true)).entier();
        for morceau in [
            "<td class=\"imagin-coche\">",
            "form=\"selection\" name=\"lignes[]\" value=\"7:1\" checked",
            "<th scope=\"row\">MARTIN</th><td>Anne</td>",
            "href=\"/convocations/7/convocation.pdf\" rel=\"external\"",
            "href=\"?fenetre=modifier&amp;convocation=7&amp;page=2\" data-noscroll=\"true\"",
            "form=\"envoyer-une\" name=\"ids\" value=\"7\"",
        ] {
            assert!(texte.contains(morceau), "{morceau}\n{texte}");
        }
        assert!(texte.starts_with("<tr>") && texte.ends_with("</tr>"));
    }

    #[test]
    fn les_gestes_viennent_a_part() {
        for (modifiable, convoque) in [(true, true), (false, true), (false, false)] {
            let texte = rangee(
                &ligne(7, "MARTIN"),
                &dit(modifiable, true),
                &commun(convoque),
            );
            for geste in ["<input", "<a ", "<button"] {
                assert!(!texte.faits().contains(geste), "{texte:?}");
            }
            // Each in its place, and nothing else between.
            let mut attendu = texte.faits();
            for (ou, quoi) in texte.gestes() {
                let place = format!("class=\"{}\">", ou.trim_start_matches('.'));
                attendu = attendu.replacen(&place, &format!("{place}{quoi}"), 1);
            }
            attendu = attendu.replace(" class=\"imagin-neuve\"", "");
            assert_eq!(texte.entier(), attendu);
            assert_eq!(texte.entier().contains("<input"), modifiable);
        }
    }

    #[test]
    fn ce_que_le_lecteur_peut() {
        let consultee = rangee(&ligne(7, "MARTIN"), &dit(false, false), &commun(false)).entier();
        for absent in ["imagin-coche", "<button", "fenetre="] {
            assert!(!consultee.contains(absent), "{consultee}");
        }
        let du_rectorat = rangee(&ligne(7, "MARTIN"), &dit(false, false), &commun(true)).entier();
        assert!(du_rectorat.contains("<td class=\"imagin-coche\"></td>"));
        assert!(!du_rectorat.contains("fenetre="));
        assert!(du_rectorat.contains("<button"));
        let cochable = rangee(&ligne(7, "MARTIN"), &dit(true, false), &commun(true)).entier();
        assert!(!cochable.contains("checked"), "{cochable}");
    }

    #[test]
    fn une_impression_se_dit() {
        let mut c = ligne(7, "MARTIN");
        assert!(
            !rangee(&c, &dit(true, false), &commun(true))
                .entier()
                .contains("Imprimée")
        );
        c.imprimee = Some(Moment(0));
        c.imprimee_dite = "16/02/2021 08:05".to_owned();
        let texte = rangee(&c, &dit(false, false), &commun(false)).entier();
        assert!(texte.contains("Imprimée le 16/02/2021 08:05"), "{texte}");
    }

    #[test]
    fn une_adresse_a_corriger_se_dit() {
        let mut c = ligne(7, "MARTIN");
        let a_corriger = "/convocations/7/adresse";
        assert!(
            !rangee(&c, &dit(true, false), &commun(true))
                .entier()
                .contains(a_corriger)
        );
        c.mel.clear();
        assert!(
            rangee(&c, &dit(true, false), &commun(true))
                .entier()
                .contains(a_corriger)
        );
        assert!(
            !rangee(&c, &dit(true, false), &commun(false))
                .entier()
                .contains(a_corriger)
        );
    }
}
