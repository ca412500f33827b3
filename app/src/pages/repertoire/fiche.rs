use super::api::{
    ActiverIntervenant, CreerIntervenant, DefaireFusion, DetacherIntervenant, ModifierIntervenant,
    OuvrirCompteIntervenant, RattacherIntervenant, ouvrir_intervenant, preparer_intervenant,
};
use super::page::personnes;
use super::{ADRESSE, champ};
use crate::composants::{Neuf, vider_une_fois_fait};
use crate::coquille::Fraicheur;
use crate::messages::comptes as mc;
use crate::messages::repertoire::{self as mr, l};
use crate::pages::{Echec, alerte, cle_de_l_adresse, refus};
use domain::{
    Civilite, CompteDeFiche, Creation, FicheIntervenant, FormulaireIntervenant, FusionVue,
    LigneRepertoire, Origine, Rattachement, SaisieIntervenant,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The fields of a person, as a form takes them.
fn champs(
    s: SaisieIntervenant,
    disciplines: Vec<(String, String)>,
    nouveau: bool,
) -> impl IntoView {
    let origine = Origine::lire(&s.origine).unwrap_or_default();
    let civilite = Civilite::lire(&s.civilite).unwrap_or_default();
    let inconnue = !s.discipline.is_empty() && disciplines.iter().all(|(c, _)| *c != s.discipline);
    let discipline = s.discipline.clone();
    view! {
        {nouveau.then(|| champ("matricule", l::COL_MATRICULE, l::MATRICULE_INDICE, "40", s.matricule.clone()))}
        <div class="fr-select-group">
            <label class="fr-label" for="civilite">{l::CIVILITE}</label>
            <select class="fr-select" id="civilite" name="saisie[civilite]">
                {[Civilite::Inconnue, Civilite::Madame, Civilite::Monsieur].into_iter().map(|c| view! {
                    <option value=c.code() selected=c == civilite>{mr::civilite(c)}</option>
                }).collect_view()}
            </select>
        </div>
        {champ("nom", l::NOM, "", "80", s.nom)}
        {champ("prenom", l::PRENOM, "", "80", s.prenom)}
        {champ("nom_naissance", l::NOM_NAISSANCE, l::NOM_NAISSANCE_INDICE, "80", s.nom_naissance)}
        <fieldset class="imagin-groupe">
            <legend>{l::ORIGINE}</legend>
            {Origine::TOUTES.into_iter().map(|o| {
                let id = format!("origine-{}", o.code());
                view! {
                    <div class="fr-radio-group fr-radio-group--sm">
                        <input type="radio" id=id.clone() name="saisie[origine]" value=o.code() checked=o == origine />
                        <label class="fr-label" for=id>{mr::origine(o)}</label>
                    </div>
                }
            }).collect_view()}
        </fieldset>
        {champ("uai", l::UAI, l::UAI_INDICE, "20", s.uai)}
        <div class="fr-select-group">
            <label class="fr-label" for="discipline">{l::DISCIPLINE}</label>
            <select class="fr-select" id="discipline" name="saisie[discipline]">
                <option value="" selected=discipline.is_empty()>{l::SANS_DISCIPLINE}</option>
                {inconnue.then(|| {
                    let code = discipline.clone();
                    view! { <option value=code.clone() selected=true>{code.clone()}</option> }
                })}
                {disciplines.into_iter().map(|(code, libelle)| {
                    let choisie = code == discipline;
                    view! { <option value=code selected=choisie>{libelle}</option> }
                }).collect_view()}
            </select>
        </div>
        {champ("mel_professionnel", l::MEL_PROFESSIONNEL, "", "254", s.mel_professionnel)}
        {champ("mel_personnel", l::MEL_PERSONNEL, l::MEL_PERSONNEL_INDICE, "254", s.mel_personnel)}
        {champ("adresse_1", l::ADRESSE_1, "", "120", s.adresse_1)}
        {champ("adresse_2", l::ADRESSE_2, "", "120", s.adresse_2)}
        {champ("code_postal", l::CODE_POSTAL, "", "10", s.code_postal)}
        {champ("commune", l::COMMUNE, "", "80", s.commune)}
    }
}

/// *Créer un intervenant*.
#[component]
pub fn NouvelIntervenant() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let creer = ServerAction::<CreerIntervenant>::new();
    fraicheur.apres(move || creer.version().get());
    let requete = use_query_map();
    let demande = Memo::new(move |_| {
        let requete = requete.read();
        let demande = requete.get_str("demande");
        demande.and_then(|d| d.parse::<i64>().ok())
    });
    let formulaire = Resource::new_blocking(move || demande.get(), preparer_intervenant);
    view! {
        <Title text=l::NOUVEAU />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <h1>{l::NOUVEAU}</h1>
        <Suspense>
            {move || Suspend::new(async move {
                match formulaire.await {
                    Ok(formulaire) => view! { <Formulaire formulaire creer /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// People who are probably the one who is created, and how to go on.
fn semblables(lignes: Vec<LigneRepertoire>, demande: Option<i64>) -> impl IntoView {
    view! {
        <div class="fr-alert fr-alert--warning fr-mb-2w" id="semblables">
            <h2 class="fr-alert__title">{l::SEMBLABLES}</h2>
            <p>{if demande.is_some() { l::SEMBLABLES_DEMANDE } else { l::SEMBLABLES_TEXTE }}</p>
        </div>
        {personnes("personnes-semblables", mr::legende(lignes.len() as u32), lignes)}
        {demande.map(|d| view! {
            <p><a class="fr-link" href=format!("{}/{d}", super::DEMANDES)>{l::RATTACHER_PLUTOT}</a></p>
        })}
        <div class="fr-checkbox-group">
            <input type="checkbox" id="forcer" name="forcer" value="oui" />
            <label class="fr-label" for="forcer">{l::CREER_QUAND_MEME}</label>
        </div>
    }
}

#[component]
fn Formulaire(
    formulaire: FormulaireIntervenant,
    creer: ServerAction<CreerIntervenant>,
) -> impl IntoView {
    let FormulaireIntervenant {
        saisie,
        semblables: connus,
        demande,
        disciplines,
    } = formulaire;
    let connus = StoredValue::new(connus);
    // Those found with the page, or by the latest attempt.
    let trouves = move || {
        creer
            .value()
            .with(|v| match v {
                Some(Ok(Creation::Semblables(lignes))) => Some(lignes.clone()),
                _ => None,
            })
            .unwrap_or_else(|| connus.get_value())
    };
    view! {
        <p class="imagin-texte">{l::NOUVEAU_TEXTE}</p>
        <ActionForm action=creer attr:class="imagin-formulaire-court">
            {alerte(move || creer.value().with(refus))}
            {demande.map(|d| view! { <input type="hidden" name="demande" value=d /> })}
            {champs(saisie, disciplines, true)}
            <div aria-live="polite">
                {move || {
                    let trouves = trouves();
                    (!trouves.is_empty()).then(|| semblables(trouves, demande))
                }}
            </div>
            <button class="fr-btn" aria-disabled=move || creer.pending().get().then_some("true")>{l::CREER}</button>
        </ActionForm>
    }
}

/// What can be done to a person.
#[derive(Clone, Copy)]
struct Actions {
    modifier: ServerAction<ModifierIntervenant>,
    activer: ServerAction<ActiverIntervenant>,
    rattacher: ServerAction<RattacherIntervenant>,
    detacher: ServerAction<DetacherIntervenant>,
    compte: ServerAction<OuvrirCompteIntervenant>,
    defaire: ServerAction<DefaireFusion>,
}

/// The page of an intervenant.
#[component]
pub fn PageIntervenant() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let id = cle_de_l_adresse();
    let actions = Actions {
        modifier: ServerAction::new(),
        activer: ServerAction::new(),
        rattacher: ServerAction::new(),
        detacher: ServerAction::new(),
        compte: ServerAction::new(),
        defaire: ServerAction::new(),
    };
    let relire = RwSignal::new(0_u32);
    fraicheur.suivre(actions.modifier, relire);
    fraicheur.suivre(actions.activer, relire);
    fraicheur.suivre(actions.rattacher, relire);
    vider_une_fois_fait(actions.rattacher, RATTACHER);
    fraicheur.suivre(actions.detacher, relire);
    fraicheur.suivre(actions.compte, relire);
    fraicheur.suivre(actions.defaire, relire);
    let fiche = Resource::new_blocking(
        move || (id.get(), relire.get()),
        |(id, _)| ouvrir_intervenant(id),
    );
    let neuf = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let cle = id.get();
                match fiche.await {
                    Ok(fiche) => neuf.pour(cle, view! { <Fiche fiche actions /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Id of the form that adds an établissement.
const RATTACHER: &str = "rattacher";

#[component]
fn Fiche(fiche: FicheIntervenant, actions: Actions) -> impl IntoView {
    let nom = fiche.nom_complet();
    let id = fiche.id.0;
    let FicheIntervenant {
        version,
        actif,
        saisie,
        etablissement,
        secondaires,
        discipline,
        convocations,
        mel,
        compte,
        fusion,
        absorbes,
        disciplines,
        tient,
        ..
    } = fiche;
    let fusionne = fusion.is_some();
    let origine = Origine::lire(&saisie.origine).unwrap_or_default();
    let postale = [
        saisie.adresse_1.as_str(),
        saisie.adresse_2.as_str(),
        format!("{} {}", saisie.code_postal, saisie.commune).trim(),
    ]
    .into_iter()
    .filter(|l| !l.is_empty())
    .collect::<Vec<_>>()
    .join(", ");
    let faits = [
        (l::COL_MATRICULE, saisie.matricule.clone()),
        (l::ORIGINE, mr::origine(origine).to_owned()),
        (l::NOM_NAISSANCE, saisie.nom_naissance.clone()),
        (l::COL_LIEU, etablissement),
        (l::DISCIPLINE, discipline),
        (l::COL_MEL, mel.clone()),
        (l::ADRESSE_POSTALE, postale),
        (l::CONVOCATIONS, convocations.to_string()),
    ];
    view! {
        <Title text=nom.clone() />
        <h1>{nom.clone()}</h1>
        {fusion.map(|f| view! {
            <div class="fr-alert fr-alert--info fr-mb-2w" id="fusionnee">
                <p>{mr::fusionne_dans(&f)}" "<a class="fr-link" href=format!("{ADRESSE}/{}", f.autre)>{f.nom.clone()}</a></p>
            </div>
        })}
        {(!actif && !fusionne).then(|| view! { <p><span class="fr-badge fr-badge--warning">{l::FERME}</span></p> })}
        <dl class="imagin-faits">
            {faits.into_iter().filter(|(_, v)| !v.is_empty()).map(|(nom, v)| view! {
                <div><dt>{nom}</dt><dd>{v}</dd></div>
            }).collect_view()}
        </dl>
        {(tient && actif).then(|| view! {
            <p><a class="fr-link" href=format!("/personnels/{id}")>{l::VOIR_PERSONNEL}</a></p>
        })}
        {(tient && !fusionne).then(|| view! {
            <section aria-labelledby="modifier">
                <h2 id="modifier">{l::MODIFIER}</h2>
                <p class="imagin-texte">{l::MODIFIER_TEXTE}</p>
                <ActionForm action=actions.modifier attr:class="imagin-formulaire-court">
                    {alerte(move || actions.modifier.value().with(refus))}
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="version" value=version />
                    {champs(saisie, disciplines, false)}
                    <button class="fr-btn">{l::ENREGISTRER}</button>
                </ActionForm>
            </section>
        })}
        <Secondaires id version nom secondaires tient={tient && !fusionne} actions />
        <Compte id compte mel tient=tient && actif actions />
        <Fusions absorbes tient actions />
        {(tient && !fusionne).then(|| {
            let (texte, geste, bouton) = if actif {
                (l::FERMER_TEXTE, "fermer", l::FERMER)
            } else {
                (l::ROUVRIR_TEXTE, "rouvrir", l::ROUVRIR)
            };
            view! {
                <section aria-labelledby="activer">
                    <h2 id="activer">{l::ACTIVITE}</h2>
                    {alerte(move || actions.activer.value().with(refus))}
                    <p class="imagin-texte">{texte}</p>
                    <ActionForm action=actions.activer>
                        <input type="hidden" name="id" value=id />
                        <input type="hidden" name="version" value=version />
                        <input type="hidden" name="geste" value=geste />
                        <button class="fr-btn fr-btn--secondary">{bouton}</button>
                    </ActionForm>
                </section>
            }
        })}
    }
}

/// The établissements where a person is à titre secondaire; who keeps them adds and takes
/// away.
#[component]
fn Secondaires(
    id: i64,
    version: i32,
    nom: String,
    secondaires: Vec<Rattachement>,
    tient: bool,
    actions: Actions,
) -> impl IntoView {
    let aucun = secondaires.is_empty();
    view! {
        <section aria-labelledby="secondaires">
            <h2 id="secondaires">{l::SECONDAIRES}</h2>
            <p class="imagin-texte">{l::SECONDAIRES_TEXTE}</p>
            {alerte(move || actions.detacher.value().with(refus))}
            {aucun.then(|| view! { <p>{l::AUCUN_SECONDAIRE}</p> })}
            {(!aucun).then(|| view! {
                <ul>
                    {secondaires.into_iter().map(|r| {
                        let pour = mr::detacher(&nom, &r.libelle);
                        view! {
                            <li>
                                {r.libelle}
                                {tient.then(|| view! {
                                    <ActionForm action=actions.detacher>
                                        <input type="hidden" name="id" value=id />
                                        <input type="hidden" name="version" value=version />
                                        <input type="hidden" name="etablissement" value=r.etablissement.0 />
                                        <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour>{l::DETACHER}</button>
                                    </ActionForm>
                                })}
                            </li>
                        }
                    }).collect_view()}
                </ul>
            })}
            {tient.then(|| view! {
                <ActionForm action=actions.rattacher attr:class="imagin-formulaire-court" attr:id=RATTACHER>
                    {alerte(move || actions.rattacher.value().with(refus))}
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="version" value=version />
                    <div class="fr-input-group">
                        <label class="fr-label" for="secondaire">{l::SECONDAIRE}
                            <span class="fr-hint-text" id="secondaire-indice">{l::SECONDAIRE_INDICE}</span>
                        </label>
                        <input class="fr-input" id="secondaire" name="lieu" maxlength="200" autocomplete="off"
                            spellcheck="false" aria-describedby="secondaire-indice" />
                    </div>
                    <button class="fr-btn fr-btn--secondary">{l::RATTACHER_LIEU}</button>
                </ActionForm>
            })}
        </section>
    }
}

#[component]
fn Compte(
    id: i64,
    compte: Option<CompteDeFiche>,
    mel: String,
    tient: bool,
    actions: Actions,
) -> impl IntoView {
    let sans_compte = compte.is_none();
    let sans_adresse = mel.is_empty();
    view! {
        <section aria-labelledby="compte">
            <h2 id="compte">{l::COMPTE}</h2>
            {alerte(move || actions.compte.value().with(refus))}
            {match compte {
                Some(c) => view! {
                    <p>{mr::compte(&c.identifiant, c.actif)}</p>
                    {c.invitation.map(|e| view! { <p>{mc::courriel_du_lien(e)}</p> })}
                }.into_any(),
                None => view! { <p>{l::SANS_COMPTE}</p> }.into_any(),
            }}
            {(tient && sans_compte && sans_adresse).then(|| view! { <p>{l::COMPTE_SANS_ADRESSE}</p> })}
            {(tient && sans_compte && !sans_adresse).then(|| view! {
                <p class="imagin-texte">{mr::compte_texte(&mel)}</p>
                <ActionForm action=actions.compte>
                    <input type="hidden" name="id" value=id />
                    <button class="fr-btn fr-btn--secondary">{l::OUVRIR_COMPTE}</button>
                </ActionForm>
            })}
        </section>
    }
}

#[component]
fn Fusions(absorbes: Vec<FusionVue>, tient: bool, actions: Actions) -> impl IntoView {
    (!absorbes.is_empty()).then(|| {
        view! {
            <section aria-labelledby="fusions">
                <h2 id="fusions">{l::FUSIONS}</h2>
                {alerte(move || actions.defaire.value().with(refus))}
                <ul>
                    {absorbes.into_iter().map(|f| {
                        let pour = mc::pour(l::DEFAIRE, &f.nom);
                        view! {
                            <li>
                                <a class="fr-link" href=format!("{ADRESSE}/{}", f.autre)>{f.nom.clone()}</a>
                                {mr::fusion_faite(&f)}
                                {tient.then(|| view! {
                                    <ActionForm action=actions.defaire>
                                        <input type="hidden" name="fusion" value=f.id />
                                        <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour>{l::DEFAIRE}</button>
                                    </ActionForm>
                                })}
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}
