use super::ADRESSE;
use super::api::{
    ActiverCompte, AttribuerRole, DelierCompte, FermerSessions, InviterCompte, ModifierCompte,
    ReinitialiserSecondFacteur, RetirerRole, ouvrir_compte,
};
use super::page::etat;
use crate::composants::{Neuf, Tableau, vider_une_fois_fait};
use crate::coquille::Fraicheur;
use crate::messages::comptes::{self as mc, l};
use crate::messages::openid as mo;
use crate::messages::second_facteur::l as lf;
use crate::pages::{Echec, alerte, cle_de_l_adresse, refus};
use domain::{EtatCourriel, FicheCompte, LienOpenId, LigneCompte, Role, RoleVu, SessionVue};
use leptos::prelude::*;
use leptos_meta::Title;

/// What can be done to an account.
#[derive(Clone, Copy)]
struct Actions {
    modifier: ServerAction<ModifierCompte>,
    attribuer: ServerAction<AttribuerRole>,
    retirer: ServerAction<RetirerRole>,
    activer: ServerAction<ActiverCompte>,
    sessions: ServerAction<FermerSessions>,
    facteur: ServerAction<ReinitialiserSecondFacteur>,
    delier: ServerAction<DelierCompte>,
    inviter: ServerAction<InviterCompte>,
}

/// The page of an account.
#[component]
pub fn PageCompte() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let id = cle_de_l_adresse();
    let actions = Actions {
        modifier: ServerAction::new(),
        attribuer: ServerAction::new(),
        retirer: ServerAction::new(),
        activer: ServerAction::new(),
        sessions: ServerAction::new(),
        facteur: ServerAction::new(),
        delier: ServerAction::new(),
        inviter: ServerAction::new(),
    };
    let relire = RwSignal::new(0_u32);
    vider_une_fois_fait(actions.attribuer, DONNER);
    fraicheur.suivre(actions.modifier, relire);
    fraicheur.suivre(actions.attribuer, relire);
    fraicheur.suivre(actions.retirer, relire);
    fraicheur.suivre(actions.activer, relire);
    fraicheur.suivre(actions.sessions, relire);
    fraicheur.suivre(actions.facteur, relire);
    fraicheur.suivre(actions.delier, relire);
    fraicheur.suivre(actions.inviter, relire);
    let fiche = Resource::new_blocking(
        move || (id.get(), relire.get()),
        |(id, _)| ouvrir_compte(id),
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

/// Id of the form that gives a role.
const DONNER: &str = "donner-role";

/// Which account, as it was shown.
fn vue(id: i64, version: i32) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id />
        <input type="hidden" name="version" value=version />
    }
}

#[component]
fn Fiche(fiche: FicheCompte, actions: Actions) -> impl IntoView {
    let FicheCompte {
        compte,
        version,
        intervenant,
        cree_le,
        invitation,
        invitation_expiree,
        courriel,
        le_mien,
        openid,
        sessions,
        historique,
    } = fiche;
    let id = compte.id.0;
    let badge = etat(&compte);
    let actif = compte.actif;
    let facteur = compte.second_facteur;
    let facteur_possible = compte
        .roles
        .iter()
        .any(|r| matches!(r.role, Role::Gestionnaire | Role::Administrateur));
    let avec_adresse = !compte.mel.is_empty();
    let faits = [
        (l::COL_IDENTIFIANT, compte.identifiant.clone()),
        (l::OUVERT_LE, cree_le),
        (l::INTERVENANT, intervenant),
    ];
    view! {
        <Title text=compte.nom.clone() />
        <h1>{compte.nom.clone()}</h1>
        <p>{badge}</p>
        <dl class="imagin-faits">
            {faits.into_iter().filter(|(_, v)| !v.is_empty()).map(|(nom, v)| view! {
                <div><dt>{nom}</dt><dd>{v}</dd></div>
            }).collect_view()}
        </dl>
        <section aria-labelledby="ce-compte">
            <h2 id="ce-compte">{l::CE_COMPTE}</h2>
            <ActionForm action=actions.modifier attr:class="imagin-formulaire-court">
                {alerte(move || actions.modifier.value().with(refus))}
                {vue(id, version)}
                <div class="fr-input-group">
                    <label class="fr-label" for="nom">{l::COL_NOM}</label>
                    <input class="fr-input" id="nom" name="nom" required maxlength="80" autocomplete="off" value=compte.nom.clone() />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="mel">{l::COL_MEL}
                        <span class="fr-hint-text" id="mel-indice">{l::MEL_INDICE}</span>
                    </label>
                    <input class="fr-input" id="mel" name="mel" maxlength="254" autocomplete="off"
                        aria-describedby="mel-indice" value=compte.mel.clone() />
                </div>
                <button class="fr-btn fr-btn--secondary">{l::ENREGISTRER}</button>
            </ActionForm>
        </section>
        <Roles id version roles=compte.roles actions />
        <MotDePasse id version actif le_mien invitation invitation_expiree courriel avec_adresse actions />
        {(facteur || facteur_possible).then(|| view! {
            <SecondFacteur id version pose=facteur le_mien actions />
        })}
        <Fournisseur id version openid actions />
        <Sessions id sessions le_mien actions />
        <Acces id version actif le_mien actions />
        <Historique historique />
    }
}

#[component]
fn Roles(id: i64, version: i32, roles: Vec<RoleVu>, actions: Actions) -> impl IntoView {
    let vide = roles.is_empty();
    view! {
        <section aria-labelledby="roles-tenus">
            <h2 id="roles-tenus">{l::ROLES_TENUS}</h2>
            {alerte(move || actions.retirer.value().with(refus))}
            {if vide {
                view! { <p>{l::AUCUN_ROLE}</p> }.into_any()
            } else {
                view! {
                    <Tableau id="roles" nom=l::ROLES_TENUS legende=Signal::stored(l::ROLES_TENUS.to_owned())>
                        <thead><tr>
                            <th scope="col">{l::ROLE}</th>
                            <th scope="col">{l::COL_LIEU}</th>
                            <th scope="col">{l::COL_DATES}</th>
                            <th scope="col">{l::COL_ETAT}</th>
                            <th scope="col">{l::COL_ACTIONS}</th>
                        </tr></thead>
                        <tbody>{roles.into_iter().map(|r| tenu(id, version, &r, actions)).collect_view()}</tbody>
                    </Tableau>
                }.into_any()
            }}
            <h3>{l::DONNER}</h3>
            <ActionForm action=actions.attribuer attr:class="imagin-formulaire-court" attr:id=DONNER>
                {alerte(move || actions.attribuer.value().with(refus))}
                {vue(id, version)}
                <div class="fr-select-group">
                    <label class="fr-label" for="role">{l::ROLE}</label>
                    <select class="fr-select" id="role" name="role">
                        {Role::TOUS.into_iter().map(|r| view! {
                            <option value=r.code()>{r.libelle()}</option>
                        }).collect_view()}
                    </select>
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="uai">{l::UAI}
                        <span class="fr-hint-text" id="uai-indice">{l::UAI_INDICE}</span>
                    </label>
                    <input class="fr-input" id="uai" name="uai" maxlength="20" autocomplete="off" aria-describedby="uai-indice" />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="matricule">{l::MATRICULE}
                        <span class="fr-hint-text" id="matricule-indice">{l::MATRICULE_INDICE}</span>
                    </label>
                    <input class="fr-input" id="matricule" name="matricule" maxlength="40" autocomplete="off" aria-describedby="matricule-indice" />
                </div>
                <fieldset class="imagin-groupe">
                    <legend>{l::COL_DATES}<span class="fr-hint-text" id="delegation-indice">{l::DATES_INDICE}</span></legend>
                    <div class="imagin-recadrage__bords">
                        <div class="fr-input-group">
                            <label class="fr-label" for="du">{l::DU}</label>
                            <input class="fr-input" id="du" name="du" type="date" aria-describedby="delegation-indice" />
                        </div>
                        <div class="fr-input-group">
                            <label class="fr-label" for="au">{l::AU}</label>
                            <input class="fr-input" id="au" name="au" type="date" aria-describedby="delegation-indice" />
                        </div>
                    </div>
                </fieldset>
                <button class="fr-btn fr-btn--secondary">{l::DONNER_BOUTON}</button>
            </ActionForm>
        </section>
    }
}

fn tenu(id: i64, version: i32, r: &RoleVu, actions: Actions) -> impl IntoView + use<> {
    let dates = match mc::dates(r.du, r.au) {
        d if d.is_empty() => l::SANS_LIMITE.to_owned(),
        d => d,
    };
    let pour = mc::pour(l::RETIRER, &mc::role(r));
    let cle = r.cle;
    view! {
        <tr>
            <th scope="row">{r.role.libelle()}</th>
            <td>{r.lieu.clone()}</td>
            <td>{dates}</td>
            <td>{mc::etat_role(r.etat)}</td>
            <td>
                <ActionForm action=actions.retirer>
                    {vue(id, version)}
                    <input type="hidden" name="cle" value=cle />
                    <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour>{l::RETIRER}</button>
                </ActionForm>
            </td>
        </tr>
    }
}

#[component]
fn MotDePasse(
    id: i64,
    version: i32,
    actif: bool,
    le_mien: bool,
    invitation: String,
    invitation_expiree: bool,
    courriel: Option<EtatCourriel>,
    avec_adresse: bool,
    actions: Actions,
) -> impl IntoView {
    // One's own password is changed in *Mon compte*; a closed account has no use for one.
    (actif && !le_mien).then(|| {
        view! {
            <section aria-labelledby="mot-de-passe">
                <h2 id="mot-de-passe">{l::MOT_DE_PASSE}</h2>
                {(!invitation.is_empty()).then(|| view! { <p>{mc::lien_en_attente(&invitation, invitation_expiree)}</p> })}
                {courriel.map(|e| view! { <p id="courriel-du-lien">{mc::courriel_du_lien(e)}</p> })}
                <p class="imagin-texte">{l::LIEN_TEXTE}</p>
                {alerte(move || actions.inviter.value().with(refus))}
                <div class="imagin-boutons">
                    {avec_adresse.then(|| view! {
                        <ActionForm action=actions.inviter>
                            {vue(id, version)}
                            <button class="fr-btn fr-btn--secondary">{l::ENVOYER_LIEN}</button>
                        </ActionForm>
                    })}
                    // A page of its own shows the link, this once.
                    <form method="post" action=format!("{ADRESSE}/{id}/invitation")>
                        <input type="hidden" name="version" value=version />
                        <button class="fr-btn fr-btn--secondary">{l::FAIRE_LIEN}</button>
                    </form>
                </div>
            </section>
        }
    })
}

/// The link with the OpenID Connect provider; nothing for an account that has none.
#[component]
fn Fournisseur(
    id: i64,
    version: i32,
    openid: Option<LienOpenId>,
    actions: Actions,
) -> impl IntoView {
    openid.map(|lien| {
        view! {
            <section aria-labelledby="fournisseur">
                <h2 id="fournisseur">{mo::l::ADMIN_SECTION}</h2>
                {alerte(move || actions.delier.value().with(refus))}
                <p class="imagin-texte">{mo::lien(&lien)}</p>
                <p class="imagin-texte">{mo::l::ADMIN_DELIER_TEXTE}</p>
                <ActionForm action=actions.delier>
                    {vue(id, version)}
                    <button class="fr-btn fr-btn--secondary">{mo::l::DELIER}</button>
                </ActionForm>
            </section>
        }
    })
}

#[component]
fn SecondFacteur(
    id: i64,
    version: i32,
    pose: bool,
    le_mien: bool,
    actions: Actions,
) -> impl IntoView {
    view! {
        <section aria-labelledby="second-facteur">
            <h2 id="second-facteur">{lf::TITRE}</h2>
            {alerte(move || actions.facteur.value().with(refus))}
            <p>{if pose { lf::EN_PLACE } else { lf::SANS }}</p>
            {le_mien.then(|| view! { <p><a class="fr-link" href="/compte">{lf::LE_MIEN}</a></p> })}
            {(pose && !le_mien).then(|| view! {
                <p class="imagin-texte">{lf::REINITIALISER_TEXTE}</p>
                <ActionForm action=actions.facteur>
                    {vue(id, version)}
                    <button class="fr-btn fr-btn--secondary">{lf::REINITIALISER}</button>
                </ActionForm>
            })}
        </section>
    }
}

#[component]
fn Sessions(id: i64, sessions: Vec<SessionVue>, le_mien: bool, actions: Actions) -> impl IntoView {
    let vide = sessions.is_empty();
    let d_autres = sessions.iter().any(|s| !s.presente);
    view! {
        <section aria-labelledby="sessions-ouvertes">
            <h2 id="sessions-ouvertes">{l::SESSIONS}</h2>
            {alerte(move || actions.sessions.value().with(refus))}
            {if vide {
                view! { <p>{l::AUCUNE_SESSION}</p> }.into_any()
            } else {
                view! {
                    <Tableau id="sessions" nom=l::SESSIONS legende=Signal::stored(l::SESSIONS.to_owned())>
                        <thead><tr>
                            <th scope="col">{l::COL_OUVERTE}</th>
                            <th scope="col">{l::COL_VUE}</th>
                            <th scope="col">{l::COL_NAVIGATEUR}</th>
                            <th scope="col">{mo::l::COL_ORIGINE}</th>
                            <th scope="col">{l::COL_ACTIONS}</th>
                        </tr></thead>
                        <tbody>{sessions.into_iter().map(|s| session(id, s, actions)).collect_view()}</tbody>
                    </Tableau>
                }.into_any()
            }}
            {d_autres.then(|| view! {
                <ActionForm action=actions.sessions>
                    <input type="hidden" name="id" value=id />
                    <button class="fr-btn fr-btn--secondary">
                        {if le_mien { l::FERMER_AUTRES } else { l::FERMER_SESSIONS }}
                    </button>
                </ActionForm>
            })}
        </section>
    }
}

fn session(id: i64, s: SessionVue, actions: Actions) -> impl IntoView {
    let pour = mc::pour(l::FERMER_SESSION, &mc::session(&s.ouverte, &s.navigateur));
    let navigateur = if s.navigateur.is_empty() {
        l::INCONNU.to_owned()
    } else {
        s.navigateur
    };
    view! {
        <tr>
            <th scope="row">{s.ouverte}</th>
            <td>{s.vue}</td>
            <td>{navigateur}</td>
            <td>{if s.openid { mo::l::PAR_FOURNISSEUR } else { mo::l::PAR_MOT_DE_PASSE }}</td>
            <td>
                {if s.presente {
                    view! { {l::PRESENTE} }.into_any()
                } else {
                    view! {
                        <ActionForm action=actions.sessions>
                            <input type="hidden" name="id" value=id />
                            <input type="hidden" name="cle" value=s.cle />
                            <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour>{l::FERMER_SESSION}</button>
                        </ActionForm>
                    }.into_any()
                }}
            </td>
        </tr>
    }
}

#[component]
fn Acces(id: i64, version: i32, actif: bool, le_mien: bool, actions: Actions) -> impl IntoView {
    (!le_mien).then(|| {
        let (texte, geste, bouton) = if actif {
            (l::FERMER_TEXTE, "fermer", l::FERMER)
        } else {
            (l::ROUVRIR_TEXTE, "rouvrir", l::ROUVRIR)
        };
        view! {
            <section aria-labelledby="acces">
                <h2 id="acces">{l::ACCES}</h2>
                {alerte(move || actions.activer.value().with(refus))}
                <p class="imagin-texte">{texte}</p>
                <ActionForm action=actions.activer>
                    {vue(id, version)}
                    <input type="hidden" name="geste" value=geste />
                    <button class="fr-btn fr-btn--secondary">{bouton}</button>
                </ActionForm>
            </section>
        }
    })
}

#[component]
fn Historique(historique: Vec<LigneCompte>) -> impl IntoView {
    (!historique.is_empty()).then(|| {
        view! {
            <section aria-labelledby="historique">
                <h2 id="historique">{l::HISTORIQUE}</h2>
                <ul class="imagin-historique">
                    {historique.into_iter().map(|h| view! {
                        <li>{mc::ligne(&h)}</li>
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}
