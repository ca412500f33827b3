use super::api::avant_connexion;
use crate::messages::{self as m, l, openid as mo};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;

/// Why the previous try failed, as its code in the address tells.
fn echec(code: &str, attendre: &str) -> Option<String> {
    match code {
        "identifiants" => Some(m::IDENTIFIANTS_FAUX.to_owned()),
        "essais" => Some(m::trop_d_essais(attendre.parse().unwrap_or(900))),
        "occupe" => Some(m::OCCUPE.to_owned()),
        "session" => Some(m::NON_CONNECTE.to_owned()),
        _ => None,
    }
}

/// Where the OpenID Connect provider is asked for the reader, who then goes where they wanted.
fn vers_le_fournisseur(suite: &str) -> String {
    format!("/connexion/openid?suite={}", Url::escape(suite))
}

/// The sign-in page: a plain form, which works before our script is there.
#[component]
pub fn Connexion() -> impl IntoView {
    let avant = Resource::new_blocking(|| (), |()| avant_connexion());
    let requete = use_query_map();
    let valeur = move |cle: &str| requete.read_untracked().get(cle).unwrap_or_default();
    let erreur = echec(&valeur("echec"), &valeur("attendre"));
    let invalide = erreur.is_some();
    let decrit = invalide.then_some("connexion-erreur");
    let suite = valeur("suite");
    let depart = vers_le_fournisseur(&suite);
    view! {
        <Title text=l::CONNEXION />
        <h1>{l::CONNEXION}</h1>
        {erreur.map(|e| view! {
            <div class="fr-alert fr-alert--error fr-mb-3w" id="connexion-erreur" role="alert">
                <p>{e}</p>
            </div>
        })}
        <div class="imagin-connexion">
            <form action="/connexion" method="post" class="imagin-connexion__formulaire">
                <input type="hidden" name="suite" value=suite />
                <div class="fr-input-group">
                    <label class="fr-label" for="identifiant">{l::IDENTIFIANT}</label>
                    <input class="fr-input" id="identifiant" name="identifiant" required
                        autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="100"
                        aria-describedby=decrit aria-invalid=invalide.then_some("true") />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="mot_de_passe">{l::MOT_DE_PASSE}</label>
                    <input class="fr-input" id="mot_de_passe" name="mot_de_passe" type="password" required
                        autocomplete="current-password" maxlength="200"
                        aria-describedby=decrit aria-invalid=invalide.then_some("true") />
                </div>
                <button class="fr-btn">{l::SE_CONNECTER}</button>
                <Suspense>
                    {move || {
                        let depart = depart.clone();
                        Suspend::new(async move {
                            let avant = avant.await.unwrap_or_default();
                            avant.openid.map(|libelle| view! {
                                // A plain link: it leads to another site.
                                <div class="imagin-connexion__fournisseur">
                                    <p>{mo::l::OU}</p>
                                    <a class="fr-btn fr-btn--secondary" href=depart rel="external">{mo::se_connecter(&libelle)}</a>
                                </div>
                            })
                        })
                    }}
                </Suspense>
            </form>
            <Suspense>
                {move || Suspend::new(async move {
                    let avant = avant.await.unwrap_or_default();
                    (!avant.demonstration.is_empty()).then(|| view! {
                        <section class="imagin-connexion__demo" aria-labelledby="demo-titre">
                            <h2 id="demo-titre" class="fr-h6">{l::DEMO_TITRE}</h2>
                            <p>{l::DEMO_TEXTE}" "<code>{avant.mot_de_passe}</code></p>
                            {avant.demonstration.into_iter().map(|groupe| view! {
                                <h3 class="fr-text--md fr-mb-1v">{m::demo_academie(&groupe.academie)}</h3>
                                <ul>
                                    {groupe.comptes.into_iter().map(|(identifiant, nom)| view! {
                                        <li><code>{identifiant}</code>" – "{nom}</li>
                                    }).collect_view()}
                                </ul>
                            }).collect_view()}
                        </section>
                    })
                })}
            </Suspense>
        </div>
    }
}
