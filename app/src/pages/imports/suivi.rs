//! One import: where it is, what it would change, and what can be done about it. Its buttons
//! are plain forms for everybody; our script only reads it again while a server is at it.

use super::api::{
    ADRESSE, ADRESSE_NOUVEAU, ImportMontre, adresse_de_l_import, adresse_des_lignes,
    filtre_de_l_import, lire_import,
};
use crate::composants::{ChampMot, FormulaireFiltre, LienVue, Neuf, Pagination, Tableau, Vues};
use crate::coquille::Fraicheur;
use crate::messages::imports_suivis::{self as mi, l};
use crate::messages::{self as m, imports};
use crate::pages::{Echec, cle_de_l_adresse};
use domain::{
    EncodageImport, EtatImport, FiltreImport, ImportListe, ImportVu, LIGNES_IMPORT, LigneImport,
    PartisRefus, SorteLigne,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Time between two readings of an import that is under way.
const RELECTURE: core::time::Duration = core::time::Duration::from_secs(1);

/// How a state is shown.
pub(super) const fn classe_de_l_etat(etat: EtatImport) -> &'static str {
    match etat {
        EtatImport::Applique => "fr-badge fr-badge--sm fr-badge--success",
        EtatImport::Refuse | EtatImport::Rompu => "fr-badge fr-badge--sm fr-badge--error",
        EtatImport::Pret => "fr-badge fr-badge--sm fr-badge--warning",
        EtatImport::AAnalyser | EtatImport::AAppliquer | EtatImport::AAnnuler => {
            "fr-badge fr-badge--sm fr-badge--info"
        }
        EtatImport::Annule | EtatImport::Abandonne => "fr-badge fr-badge--sm fr-badge--no-icon",
    }
}

/// An import.
#[component]
pub fn PageImport() -> impl IntoView {
    let requete = use_query_map();
    let id = cle_de_l_adresse();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_de_l_import(|cle| requete.get_str(cle))
    });
    // Counts the readings, to read once more while a server is at it.
    let tour = RwSignal::new(0_u32);
    let import = Resource::new_blocking(
        move || (id.get(), filtre.get(), tour.get()),
        |(id, filtre, _)| lire_import(id, filtre),
    );
    let neuf = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                let cle = id.get();
                match import.await {
                    Ok(montre) => neuf.pour(cle, view! { <Import montre filtre tour /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Import(montre: ImportMontre, filtre: FiltreImport, tour: RwSignal<u32>) -> impl IntoView {
    let ImportMontre { vu: import, issue } = montre;
    let i = import.import.clone();
    let titre = mi::titre(&i);
    let en_travail = i.etat.en_travail();
    let remarques = remarques(&import);
    let refuse = i.etat == EtatImport::Refuse;
    let alerte = if refuse || i.etat == EtatImport::Rompu {
        "fr-alert fr-alert--error"
    } else {
        "fr-alert fr-alert--warning"
    };
    view! {
        <Title text=titre.clone() />
        <h1>{titre}</h1>
        <p class="fr-text--lead">{mi::depot(&i)}</p>
        {(!en_travail).then(|| view! {
            <p role="status">
                <span class=classe_de_l_etat(i.etat)>{mi::etat(i.etat, i.en_cours)}</span>
            </p>
        })}
        {issue.map(|issue| view! {
            <div class=alerte><p>{issue}</p></div>
        })}
        {refuse.then(|| view! {
            <p class="imagin-boutons"><a class="fr-btn" href=ADRESSE_NOUVEAU>{l::NOUVEL_IMPORT}</a></p>
        })}
        {remarques}
        {if en_travail {
            view! { <EnTravail import=i tour /> }.into_any()
        } else {
            view! { <Fini import filtre tour /> }.into_any()
        }}
    }
}

/// What is to be known of the file itself.
fn remarques(import: &ImportVu) -> impl IntoView + use<> {
    let deja = import.deja.clone().map(|(autre, quand)| {
        view! {
            <p>
                {mi::deja(&quand)}
                <a class="fr-link" href=adresse_de_l_import(autre.0)>{mi::lien_import(autre.0)}</a>
            </p>
        }
    });
    let encodage = import
        .encodage
        .filter(|e| *e == EncodageImport::Windows1252)
        .map(|e| view! { <p class="fr-hint-text">{mi::lu_en(e)}</p> });
    let ignorees = (!import.colonnes_ignorees.is_empty())
        .then(|| view! { <p class="fr-hint-text">{mi::ignorees(&import.colonnes_ignorees)}</p> });
    view! { {deja}{encodage}{ignorees} }
}

/// A server is at it, or will be.
#[component]
fn EnTravail(import: ImportListe, tour: RwSignal<u32>) -> impl IntoView {
    Effect::new(move |_| {
        // The page may have been left by then.
        set_timeout(
            move || {
                tour.try_update(|n| *n += 1);
            },
            RELECTURE,
        );
    });
    let adresse = adresse_de_l_import(import.id.0);
    let (faits, total) = import.avance;
    let abandonnable = import.etat.abandonnable();
    view! {
        <p role="status">{mi::avance(&import)}</p>
        <p>
            <progress class="imagin-import__avance" value=faits.min(total).to_string() max=total.max(1).to_string()
                aria-label=mi::etat(import.etat, import.en_cours)></progress>
        </p>
        <p><a class="fr-link" href=adresse rel="external">{l::ACTUALISER}</a></p>
        {abandonnable.then(|| view! { <Geste id=import.id.0 geste="abandonner" texte=l::ABANDONNER /> })}
    }
}

/// A button that asks for something.
#[component]
fn Geste(id: i64, geste: &'static str, texte: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=format!("{}/{geste}", adresse_de_l_import(id))>
            <button class="fr-btn fr-btn--secondary">{texte}</button>
        </form>
    }
}

#[component]
fn Fini(import: ImportVu, filtre: FiltreImport, tour: RwSignal<u32>) -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    Effect::new(move |_| {
        // What was waited for is told in the messages too.
        if tour.get_untracked() > 0 {
            fraicheur.relire_messages();
        }
    });
    let i = import.import.clone();
    let id = i.id.0;
    let comptes = i.comptes;
    let avec_lignes = !matches!(i.etat, EtatImport::Refuse | EtatImport::Abandonne);
    let gestes = match i.etat {
        EtatImport::Pret => view! { <APrendre import=import.clone() /> }.into_any(),
        EtatImport::Applique => view! {
            <h2>{l::ANNULER_TITRE}</h2>
            <p class="imagin-texte">{l::ANNULER_TEXTE}</p>
            <Geste id geste="annuler" texte=l::ANNULER />
        }
        .into_any(),
        EtatImport::Rompu => view! { <Geste id geste="analyser" texte=l::REANALYSER /> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        {avec_lignes.then(|| view! {
            <p>{mi::comptes(&comptes)}</p>
            <Lignes import filtre />
        })}
        {gestes}
    }
}

/// What can be done of an import that was analysed.
#[component]
fn APrendre(import: ImportVu) -> impl IntoView {
    let i = import.import;
    let id = i.id.0;
    let vue = import.change_le.0.to_string();
    let marquables = import.partis_refus.is_none();
    let possible = i.comptes.ecrit(marquables);
    let partis = if marquables {
        view! {
            <div class="fr-checkbox-group imagin-garder">
                <input type="checkbox" id="partis" name="partis" value="oui" />
                <label class="fr-label" for="partis">{mi::marquer_partis(i.genre, i.comptes.partis)}</label>
            </div>
        }
        .into_any()
    } else if import.partis_refus == Some(PartisRefus::LignesRefusees) {
        view! { <p class="fr-hint-text">{mi::partis_refus(PartisRefus::LignesRefusees)}</p> }
            .into_any()
    } else {
        ().into_any()
    };
    let appliquer = if possible {
        view! {
            <p class="imagin-texte">{l::APPLIQUER_TEXTE}</p>
            <form method="post" action=format!("{}/appliquer", adresse_de_l_import(id))>
                <input type="hidden" name="vue" value=vue />
                {partis}
                <div class="imagin-boutons">
                    <button class="fr-btn">{l::APPLIQUER}</button>
                </div>
            </form>
        }
        .into_any()
    } else {
        view! { <p role="status">{l::RIEN_A_APPLIQUER}</p> }.into_any()
    };
    let lettres = import.lettres_ailleurs;
    let ailleurs = (lettres > 0).then(|| {
        view! {
            <div class="fr-alert fr-alert--warning">
                <p>{mi::lettres_ailleurs(lettres)}</p>
            </div>
        }
    });
    view! {
        <h2>{l::APPLIQUER_TITRE}</h2>
        {ailleurs}
        {appliquer}
        <div class="imagin-boutons">
            <Geste id geste="analyser" texte=l::REANALYSER />
            <Geste id geste="abandonner" texte=l::ABANDONNER />
        </div>
    }
}

#[component]
fn Lignes(import: ImportVu, filtre: FiltreImport) -> impl IntoView {
    let id = import.import.id.0;
    let comptes = import.import.comptes;
    let sorte = import.sorte;
    let pages = import.total.div_ceil(LIGNES_IMPORT).max(1);
    let adresses = (1..=pages)
        .map(|p| adresse_des_lignes(id, sorte, &filtre.mot_cle, p))
        .collect::<Vec<_>>();
    let vues = SorteLigne::TOUTES
        .into_iter()
        .filter(|s| comptes.de(*s) > 0 || *s == sorte)
        .map(|s| LienVue {
            adresse: adresse_des_lignes(id, s, "", 1),
            texte: mi::sorte_n(s, comptes.de(s)),
            ici: s == sorte,
        })
        .collect::<Vec<_>>();
    let action = adresse_de_l_import(id);
    let tableau = if import.lignes.is_empty() {
        view! { <p role="status">{l::AUCUNE_LIGNE}</p> }.into_any()
    } else {
        view! {
            <Tableau id="lignes" nom=mi::sorte(sorte) legende=Signal::stored(mi::legende(import.total))>
                <thead><tr>
                    <th scope="col">{l::COL_CLE}</th>
                    <th scope="col">{l::COL_NOM}</th>
                    <th scope="col">{if sorte == SorteLigne::Refuse { l::COL_RAISON } else { l::COL_CHANGEMENTS }}</th>
                    <th scope="col">{l::COL_LIGNE}</th>
                </tr></thead>
                <tbody>{import.lignes.into_iter().map(|ligne| une_ligne(ligne, sorte)).collect_view()}</tbody>
            </Tableau>
            <Pagination adresses courante=filtre.page as usize etiquette=m::l::PAGINATION
                precedente=m::l::PAGE_PRECEDENTE suivante=m::l::PAGE_SUIVANTE numero=m::page_n />
        }
        .into_any()
    };
    let fichier = match sorte {
        SorteLigne::Refuse => Some(("refus", l::TELECHARGER_REFUS)),
        SorteLigne::APrevenir => Some(("a-prevenir", l::TELECHARGER_A_PREVENIR)),
        _ => None,
    };
    let telecharger = fichier.filter(|_| comptes.de(sorte) > 0).map(|(nom, texte)| {
        let adresse = format!("{}/{nom}.csv", adresse_de_l_import(id));
        view! { <p><a class="fr-btn fr-btn--secondary" href=adresse rel="external">{texte}</a></p> }
    });
    view! {
        <Vues nom=l::SORTES vues />
        <p class="imagin-texte">{mi::sorte_texte(sorte)}</p>
        <FormulaireFiltre action=action bouton=m::l::FILTRER>
            <input type="hidden" name="lignes" value=sorte.code() />
            <ChampMot etiquette=l::MOT valeur=filtre.mot_cle.clone() />
        </FormulaireFiltre>
        {tableau}
        {telecharger}
    }
}

fn une_ligne(ligne: LigneImport, sorte: SorteLigne) -> impl IntoView {
    let numero = (ligne.ligne != 0).then(|| ligne.ligne.to_string());
    let mission = ligne.mission.map(|numero| {
        view! {
            <span class="imagin-raison">
                <a class="fr-link fr-link--sm" href=format!("/missions/{numero}")
                    aria-label=format!("{} {numero}", l::VOIR_LA_MISSION)>{l::VOIR_LA_MISSION}</a>
            </span>
        }
    });
    let dits = match &ligne.raison {
        Some(raison) => vec![imports::refus(raison)],
        None => ligne
            .changements
            .iter()
            .map(|c| mi::changement(c, sorte))
            .collect(),
    };
    view! {
        <tr>
            <th scope="row">{ligne.cle}{mission}</th>
            <td>{ligne.nom}</td>
            <td>{dits.into_iter().map(|d| view! { <span class="imagin-import__changement">{d}</span> }).collect_view()}</td>
            <td data-titre=l::COL_LIGNE>{numero}</td>
        </tr>
    }
}
