use super::DESCRIPTION;
use super::api::{ClientsLus, RenvoyerAppel, RevoquerClient, lire_clients};
use crate::composants::{Rangees, Tableau};
use crate::coquille::Fraicheur;
use crate::messages::santorin::{self as ms, l};
use crate::messages::{self as m};
use crate::pages::{Echec, alerte};
use domain::{
    CLIENT_NOM_MAX, ClientListe, DroitSantorin, EtatClient, LivraisonPerdue, NaiveDate,
    RECOUVREMENT_JOURS_MAX, SaisieClient, WEBHOOK_URL_MAX, jour_court,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// *Clients de l'API*: those there are, one more, and the webhooks that were given up.
#[component]
pub fn PageDesClients() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let requete = use_query_map();
    let revoquer = ServerAction::<RevoquerClient>::new();
    let renvoyer = ServerAction::<RenvoyerAppel>::new();
    fraicheur.apres(move || revoquer.version().get() + renvoyer.version().get());
    let lus = Resource::new_blocking(
        move || (revoquer.version().get(), renvoyer.version().get()),
        |_| lire_clients(),
    );
    // Apart from the list: what is typed there stays when a client is revoked beside it.
    let formulaire = Resource::new_blocking(|| (), |()| lire_clients());
    // What was typed in a form that was refused comes back in the address.
    let saisie = Memo::new(move |_| {
        let requete = requete.read();
        SaisieClient {
            nom: requete.get("nom").unwrap_or_default(),
            portees: requete
                .get_all("portees")
                .unwrap_or_default()
                .into_iter()
                .collect(),
            expire: requete.get("expire").unwrap_or_default(),
            webhook: requete.get("webhook").unwrap_or_default(),
        }
    });
    let refus = move || {
        let dit = |r: Option<Result<(), crate::ErreurApi>>| r.and_then(Result::err);
        dit(revoquer.value().get())
            .or_else(|| dit(renvoyer.value().get()))
            .map(|e| e.texte().to_owned())
    };
    let rangees = Rangees::default();
    view! {
        <Title text=l::CLIENTS />
        <h1>{l::CLIENTS}</h1>
        {alerte(refus)}
        <Transition>
            {move || Suspend::new(async move {
                match lus.await {
                    Ok(lus) => view! {
                        <p class="imagin-texte">{l::CLIENTS_TEXTE}</p>
                        <p><a class="fr-link" href=DESCRIPTION rel="external">{l::DOCUMENTATION}</a></p>
                        <ListeClients clients=lus.page.clients propose=lus.page.expire_proposee cle=lus.cle rangees revoquer />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
        <Transition>
            {move || Suspend::new(async move {
                let saisie = saisie.get();
                // Why it cannot be read is said above.
                formulaire.await.ok().map(|lus| {
                    let ClientsLus { page, cle } = lus;
                    view! { <FormulaireClient saisie cle propose=page.expire_proposee /> }
                })
            })}
        </Transition>
        <Transition>
            {move || Suspend::new(async move {
                lus.await.ok().map(|lus| view! { <AppelsPerdus perdues=lus.page.perdues renvoyer /> })
            })}
        </Transition>
    }
}

#[component]
fn ListeClients(
    clients: Vec<ClientListe>,
    propose: Option<NaiveDate>,
    /// Of the forms that renew a token: the same one twice gives the same token.
    cle: String,
    rangees: Rangees,
    revoquer: ServerAction<RevoquerClient>,
) -> impl IntoView {
    if clients.is_empty() {
        return view! { <p role="status">{l::CLIENTS_VIDE}</p> }.into_any();
    }
    let legende = m::nombre(clients.len(), "client", "clients");
    view! {
        <Tableau id="clients" nom=l::CLIENTS legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_NOM}</th>
                <th scope="col">{l::COL_ETAT}</th>
                <th scope="col">{l::COL_LISTES}</th>
                <th scope="col">{l::COL_JETON}</th>
                <th scope="col">{l::COL_FIN}</th>
                <th scope="col">{l::COL_VU}</th>
                <th scope="col">{l::COL_WEBHOOK}</th>
                <th scope="col">{l::COL_CREE}</th>
                <th scope="col">{l::COL_ACTION}</th>
            </tr></thead>
            <tbody>{rangees.montrer(clients, move |c| ligne(c, propose, cle.clone(), revoquer))}</tbody>
        </Tableau>
    }
    .into_any()
}

/// What can be changed of a client that is not revoked, in plain forms: what they answer may
/// be a secret, shown once.
fn changer(c: &ClientListe, propose: Option<NaiveDate>, cle: String) -> impl IntoView + use<> {
    let (id, indice, webhook) = (c.id.to_string(), c.indice.clone(), c.webhook.clone());
    let pour = ms::changer(&c.nom);
    let (expire_id, jours_id) = (format!("expire-{id}"), format!("jours-{id}"));
    let adresse_id = format!("adresse-{id}");
    view! {
        <details>
            <summary>{l::CHANGER}<span class="fr-sr-only">" – "{pour}</span></summary>
            <form method="post" action="/clients-api/renouveler">
                <input type="hidden" name="client" value=id.clone() />
                <input type="hidden" name="vu" value=indice />
                <input type="hidden" name="cle" value=cle />
                <div class="fr-input-group">
                    <label class="fr-label" for=expire_id.clone()>{l::NOUVELLE_FIN}</label>
                    <input class="fr-input" id=expire_id name="expire" type="date" required
                        value=propose.map(|j| j.to_string()).unwrap_or_default() />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for=jours_id.clone()>{l::RECOUVREMENT}</label>
                    <input class="fr-input" id=jours_id name="jours" type="number" min="0"
                        max=RECOUVREMENT_JOURS_MAX.to_string() required value="7" />
                </div>
                <button class="fr-btn fr-btn--sm">{l::RENOUVELER}</button>
            </form>
            <form method="post" action="/clients-api/adresse">
                <input type="hidden" name="client" value=id />
                <div class="fr-input-group">
                    <label class="fr-label" for=adresse_id.clone()>{l::NOUVELLE_ADRESSE}</label>
                    <input class="fr-input" id=adresse_id name="webhook" type="url"
                        maxlength=WEBHOOK_URL_MAX.to_string() autocomplete="off" value=webhook />
                </div>
                <button class="fr-btn fr-btn--sm fr-btn--secondary">{l::CHANGER_ADRESSE}</button>
            </form>
        </details>
    }
}

fn ligne(
    c: ClientListe,
    propose: Option<NaiveDate>,
    cle: String,
    revoquer: ServerAction<RevoquerClient>,
) -> impl IntoView {
    let ou = |texte: String, vide: &'static str| {
        if texte.is_empty() {
            vide.to_owned()
        } else {
            texte
        }
    };
    let pour = ms::revoquer(&c.nom);
    let changements = (c.etat != EtatClient::Revoque).then(|| changer(&c, propose, cle));
    let ancien = c.ancien_jusquau.map(ms::ancien_jeton);
    view! {
        <tr>
            <th scope="row">{c.nom}</th>
            <td><span class=ms::classe_etat(c.etat)>{ms::etat(c.etat)}</span></td>
            <td>{ms::listes(&c.portees)}</td>
            <td>
                <code>{format!("{}…", c.indice)}</code>
                {ancien.map(|a| view! { <span class="imagin-raison">{a}</span> })}
            </td>
            <td>{jour_court(c.expire)}</td>
            <td>{ou(c.vu, l::JAMAIS)}</td>
            <td>{ou(c.webhook, l::AUCUNE)}</td>
            <td>{c.cree}</td>
            <td>
                {changements}
                {(c.etat != EtatClient::Revoque).then(|| view! {
                    <details>
                        <summary>{l::REVOQUER}<span class="fr-sr-only">" – "{pour.clone()}</span></summary>
                        <p>{l::REVOQUER_TEXTE}</p>
                        <ActionForm action=revoquer>
                            <input type="hidden" name="client" value=c.id.to_string() />
                            <button class="fr-btn fr-btn--sm fr-btn--secondary" aria-label=pour>{l::REVOQUER_CONFIRMER}</button>
                        </ActionForm>
                    </details>
                })}
            </td>
        </tr>
    }
}

/// A plain form for everybody: its answer is the page that shows the token.
#[component]
fn FormulaireClient(
    saisie: SaisieClient,
    cle: String,
    propose: Option<NaiveDate>,
) -> impl IntoView {
    let expire = if saisie.expire.is_empty() {
        propose.map(|j| j.to_string()).unwrap_or_default()
    } else {
        saisie.expire
    };
    view! {
        <h2 id="nouveau">{l::NOUVEAU}</h2>
        <form method="post" action="/clients-api/creer" class="imagin-groupe">
            <input type="hidden" name="cle" value=cle />
            <div class="fr-input-group">
                <label class="fr-label" for="client-nom">
                    {l::CHAMP_NOM}<span class="fr-hint-text">{l::CHAMP_NOM_INDICE}</span>
                </label>
                <input class="fr-input" id="client-nom" name="nom" required maxlength=CLIENT_NOM_MAX.to_string()
                    autocomplete="off" value=saisie.nom />
            </div>
            <fieldset class="fr-fieldset">
                <legend class="fr-fieldset__legend">{l::CHAMP_LISTES}</legend>
                {DroitSantorin::TOUS.into_iter().map(|droit| {
                    let id = format!("portee-{}", droit.liste());
                    let coche = saisie.portees.iter().any(|p| p == droit.liste());
                    view! {
                        <div class="fr-fieldset__element">
                            <div class="fr-checkbox-group">
                                <input type="checkbox" id=id.clone() name="portees" value=droit.liste() checked=coche />
                                <label class="fr-label" for=id>{ms::liste(droit)}</label>
                            </div>
                        </div>
                    }
                }).collect_view()}
            </fieldset>
            <div class="fr-input-group">
                <label class="fr-label" for="client-expire">{l::CHAMP_FIN}</label>
                <input class="fr-input" id="client-expire" name="expire" type="date" required value=expire />
            </div>
            <div class="fr-input-group">
                <label class="fr-label" for="client-webhook">
                    {l::CHAMP_WEBHOOK}<span class="fr-hint-text">{l::CHAMP_WEBHOOK_INDICE}</span>
                </label>
                <input class="fr-input" id="client-webhook" name="webhook" type="url" maxlength=WEBHOOK_URL_MAX.to_string()
                    autocomplete="off" value=saisie.webhook />
            </div>
            <button class="fr-btn">{l::CREER}</button>
        </form>
    }
}

#[component]
fn AppelsPerdus(
    perdues: Vec<LivraisonPerdue>,
    renvoyer: ServerAction<RenvoyerAppel>,
) -> impl IntoView {
    let vide = perdues.is_empty();
    let legende = ms::abandonnes(perdues.len());
    view! {
        <h2>{l::PERDUES}</h2>
        {if vide {
            view! { <p role="status">{l::PERDUES_VIDE}</p> }.into_any()
        } else {
            view! {
                <p class="imagin-texte">{l::PERDUES_TEXTE}</p>
                <Tableau id="perdues" nom=l::PERDUES legende=Signal::stored(legende)>
                    <thead><tr>
                        <th scope="col">{l::COL_CLIENT}</th>
                        <th scope="col">{l::COL_DATE}</th>
                        <th scope="col">{l::COL_ESSAIS}</th>
                        <th scope="col">{l::COL_RAISON}</th>
                        <th scope="col">{l::COL_ACTION}</th>
                    </tr></thead>
                    <tbody>{perdues.into_iter().map(|p| {
                        let pour = ms::renvoyer(&p.client, &p.date);
                        view! {
                            <tr>
                                <th scope="row">{p.client}</th>
                                <td>{p.date}</td>
                                <td>{p.essais}</td>
                                <td>{ms::echec_appel(p.raison)}</td>
                                <td>
                                    <ActionForm action=renvoyer>
                                        <input type="hidden" name="livraison" value=p.id.to_string() />
                                        <button class="fr-btn fr-btn--sm fr-btn--secondary" aria-label=pour>{l::RENVOYER}</button>
                                    </ActionForm>
                                </td>
                            </tr>
                        }
                    }).collect_view()}</tbody>
                </Tableau>
            }.into_any()
        }}
    }
}
