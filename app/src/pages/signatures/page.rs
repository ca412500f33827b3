use super::{ReprendreSignature, RetirerSignature, adresse, demande, genre_de, lire_signatures};
use crate::composants::Tableau;
use crate::coquille::Fraicheur;
use crate::messages::signatures::{self as ms, l};
use crate::messages::{self as m};
use crate::pages::{Echec, alerte_de_page};
use domain::{EtatSignatureGardee, PageSignatures, SignatureGardee};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The signatures of an établissement: the one in use, all of them, what was done.
#[component]
pub fn PageDesSignatures() -> impl IntoView {
    let demande = demande();
    let fraicheur = expect_context::<Fraicheur>();
    let retirer = ServerAction::<RetirerSignature>::new();
    let reprendre = ServerAction::<ReprendreSignature>::new();
    // The signature that one asked to change while a draft waited.
    let requete = use_query_map();
    let a_modifier = Memo::new(move |_| {
        requete
            .read()
            .get("modifier")
            .and_then(|m| m.parse::<i64>().ok())
    });
    let page = Resource::new_blocking(
        move || (demande.get(), a_modifier.get(), retirer.version().get()),
        |((genre, etablissement), a_modifier, _)| async move {
            let page = lire_signatures(genre, etablissement).await?;
            Ok::<_, crate::ErreurApi>((page, a_modifier))
        },
    );
    fraicheur.apres(move || retirer.version().get() + reprendre.version().get());
    view! {
        {alerte_de_page(move || vec![retirer.value().get(), reprendre.value().get()])}
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((page, a_modifier)) => view! { <Signatures page a_modifier retirer reprendre /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Signatures(
    page: PageSignatures,
    /// Which one is to be changed, once it is said what becomes of the draft that waits.
    a_modifier: Option<i64>,
    retirer: ServerAction<RetirerSignature>,
    reprendre: ServerAction<ReprendreSignature>,
) -> impl IntoView {
    let titre = ms::titre(page.signataire);
    let ouvert = page.service.est_ouvert();
    let saisie = adresse(page.signataire, "/saisie", page.etablissement);
    let ici = format!("/signatures/{}", genre_de(page.signataire));
    let version = page.version;
    let en_usage = page
        .signatures
        .iter()
        .find(|s| s.etat == EtatSignatureGardee::EnUsage)
        .cloned()
        .filter(|_| ouvert);
    let etablissement = page.etablissement;
    // An address kept from before says nothing once the draft is gone.
    let commencee = a_modifier
        .filter(|id| page.brouillon && ouvert && page.signatures.iter().any(|s| s.id.0 == *id));
    let commencee = commencee.map(|id| {
        let reprise = saisie.clone();
        view! {
            <div class="fr-alert fr-alert--warning" role="alert" id="commencee">
                <p>{l::COMMENCEE}</p>
                <div class="imagin-boutons">
                    <a class="fr-btn" href=reprise>{l::REPRENDRE_BROUILLON}</a>
                    <ActionForm action=reprendre>
                        <input type="hidden" name="signature" value=id />
                        <input type="hidden" name="confirme" value="oui" />
                        <button class="fr-btn fr-btn--secondary">{l::ABANDONNER_ET_MODIFIER}</button>
                    </ActionForm>
                </div>
            </div>
        }
    });
    view! {
        <Title text=titre />
        <h1>{titre}</h1>
        {if page.etablissements.len() > 1 {
            view! {
                <form method="get" action=ici class="imagin-filtres">
                    <div class="fr-select-group">
                        <label class="fr-label" for="etablissement">{l::ETABLISSEMENT}</label>
                        <select class="fr-select" id="etablissement" name="etablissement">
                            {page.etablissements.into_iter().map(|(id, nom)| view! {
                                <option value=id.to_string() selected=id == etablissement>{nom}</option>
                            }).collect_view()}
                        </select>
                    </div>
                    <button class="fr-btn fr-btn--secondary imagin-filtres__bouton">{m::l::AFFICHER}</button>
                </form>
            }.into_any()
        } else {
            view! { <p class="fr-text--lead">{page.nom}</p> }.into_any()
        }}
        {commencee}
        <p>{ms::missions(page.missions)}</p>
        {(!ouvert).then(|| view! {
            <div class="fr-alert fr-alert--warning">
                <p>{ms::service_ferme(page.service)}</p>
            </div>
        })}
        <h2>{l::EN_USAGE}</h2>
        {match en_usage {
            None => view! { <p>{l::AUCUNE_EN_USAGE}</p> }.into_any(),
            Some(s) => view! { <EnUsage signature=s version retirer reprendre /> }.into_any(),
        }}
        {ouvert.then(|| view! {
            <p class="imagin-boutons">
                <a class="fr-btn" href=saisie.clone()>
                    {if page.brouillon { l::REPRENDRE_BROUILLON } else { l::NOUVELLE }}
                </a>
            </p>
        })}
        <h2>{l::TOUTES}</h2>
        {if page.signatures.is_empty() {
            view! { <p>{l::AUCUNE}</p> }.into_any()
        } else {
            let legende = m::nombre(page.signatures.len(), "signature", "signatures");
            view! {
                <Tableau id="signatures" nom=l::TOUTES legende=Signal::stored(legende)>
                    <thead><tr>
                        <th scope="col">{l::COL_QUI}</th>
                        <th scope="col">{l::COL_QUALITE}</th>
                        <th scope="col">{l::COL_VALIDITE}</th>
                        <th scope="col">{l::COL_ETAT}</th>
                        <th scope="col">{l::COL_LETTRES}</th>
                        <th scope="col">{l::COL_ENREGISTREE}</th>
                        <th scope="col">{m::l::COL_ACTIONS}</th>
                    </tr></thead>
                    <tbody>
                        {page.signatures.into_iter()
                            .map(|s| ligne(s, version, ouvert, retirer, reprendre)).collect_view()}
                    </tbody>
                </Tableau>
            }.into_any()
        }}
        {(!page.historique.is_empty()).then(|| view! {
            <h2>{l::HISTORIQUE}</h2>
            <ul class="imagin-historique">
                {page.historique.into_iter().map(|h| {
                    let quoi = ms::geste(&h);
                    let qui = if h.auteur.is_empty() {
                        h.date.clone()
                    } else {
                        format!("{}, {}", h.date, h.auteur)
                    };
                    view! { <li><strong>{qui}</strong>" – "{quoi}</li> }
                }).collect_view()}
            </ul>
        })}
    }
}

#[component]
fn EnUsage(
    signature: SignatureGardee,
    version: i32,
    retirer: ServerAction<RetirerSignature>,
    reprendre: ServerAction<ReprendreSignature>,
) -> impl IntoView {
    let s = signature;
    let alternatif = ms::image_de(&s.prenom, &s.nom);
    let image = s.image.then(|| format!("/signature/{}/image.png", s.id));
    view! {
        <div class="imagin-signature">
            {match image {
                Some(src) => view! { <img class="imagin-signature__image" src=src alt=alternatif /> }.into_any(),
                None => view! { <p>{l::A_SIGNER_A_LA_MAIN}</p> }.into_any(),
            }}
            <div>
                <p class="imagin-signature__nom">{ms::qui(&s)}</p>
                <p>{s.qualite.clone()}{s.delegation.then(|| format!(", {}", l::PAR_DELEGATION))}</p>
                <p>{ms::validite(s.valide_du, s.valide_au)}</p>
                <div class="imagin-boutons">{actions(&s, version, true, retirer, reprendre)}</div>
            </div>
        </div>
    }
}

fn ligne(
    s: SignatureGardee,
    version: i32,
    ouvert: bool,
    retirer: ServerAction<RetirerSignature>,
    reprendre: ServerAction<ReprendreSignature>,
) -> impl IntoView {
    let mut precisions = Vec::new();
    if s.delegation {
        precisions.push(l::PAR_DELEGATION);
    }
    if !s.image {
        precisions.push(l::SANS_IMAGE);
    }
    let precisions = if precisions.is_empty() {
        String::new()
    } else {
        format!(" ({})", precisions.join(", "))
    };
    let boutons = actions(&s, version, ouvert, retirer, reprendre);
    view! {
        <tr>
            <th scope="row">{ms::qui(&s)}</th>
            <td>{s.qualite}{precisions}</td>
            <td>{ms::validite(s.valide_du, s.valide_au)}</td>
            <td>{ms::etat(s.etat)}</td>
            <td>{ms::lettres(s.lettres)}</td>
            <td>{s.date}{(!s.auteur.is_empty()).then(|| format!(", {}", s.auteur))}</td>
            <td><div class="imagin-actions">{boutons}</div></td>
        </tr>
    }
}

/// What can be done with a signature.
fn actions(
    s: &SignatureGardee,
    version: i32,
    ouvert: bool,
    retirer: ServerAction<RetirerSignature>,
    reprendre: ServerAction<ReprendreSignature>,
) -> impl IntoView + use<> {
    let id = s.id.0;
    let qui = ms::qui(s);
    let retiree = s.etat == EtatSignatureGardee::Retiree;
    let passee = s.etat == EtatSignatureGardee::Passee;
    let (modifier, changer) = (
        if retiree || passee {
            l::REPARTIR
        } else {
            l::MODIFIER
        },
        if retiree { l::REMETTRE } else { l::RETIRER },
    );
    let pour = |texte: &str| format!("{texte} – {qui}");
    let (pour_modifier, pour_changer) = (pour(modifier), pour(changer));
    view! {
        {ouvert.then(|| view! {
            <ActionForm action=reprendre>
                <input type="hidden" name="signature" value=id />
                <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour_modifier>{modifier}</button>
            </ActionForm>
        })}
        {(!passee && (ouvert || !retiree)).then(|| view! {
            <ActionForm action=retirer>
                <input type="hidden" name="signature" value=id />
                <input type="hidden" name="version" value=version />
                {retiree.then(|| view! { <input type="hidden" name="remettre" value="oui" /> })}
                <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour_changer>{changer}</button>
            </ActionForm>
        })}
    }
}
