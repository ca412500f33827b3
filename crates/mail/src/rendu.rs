//! Laying out what a mail says: plain text, and the same as simple HTML.
//!
//! The HTML has no style sheet, image, colour or script, and one style: it reads well aloud, in
//! dark mode and in programs that keep little of it. Facts and people are real
//! tables with header cells.

// Blanks are not folded: the no-break ones of French typography stay.
use crate::message::sans_controle as ligne;
use crate::textes::{Bloc, Contenu};
use maud::{DOCTYPE, Markup, html};

/// The plain text, lines ended by `\n`.
pub(crate) fn texte(contenu: &Contenu) -> String {
    let mut paragraphes: Vec<String> = Vec::new();
    for bloc in &contenu.blocs {
        paragraphes.push(match bloc {
            Bloc::Paragraphe(p) => ligne(p),
            Bloc::Faits(faits) => faits
                .iter()
                .map(|(nom, valeurs)| fait(nom, valeurs))
                .collect::<Vec<_>>()
                .join("\n"),
            Bloc::Tableau {
                legende, lignes, ..
            } => {
                let mut sortie = format!("{}\u{a0}:", ligne(legende));
                for [qui, adresse, etat] in lignes {
                    sortie.push_str(&format!(
                        "\n- {}, {} ({})",
                        ligne(qui),
                        ligne(adresse),
                        ligne(etat)
                    ));
                }
                sortie
            }
            Bloc::Liste { titre, elements } => {
                let mut sortie = ligne(titre);
                for e in elements {
                    sortie.push_str("\n- ");
                    sortie.push_str(&ligne(e));
                }
                sortie
            }
            Bloc::Lien { phrase, url } => format!("{}\u{a0}:\n{}", ligne(phrase), ligne(url)),
            Bloc::Signature(lignes) => lignes
                .iter()
                .map(|l| ligne(l))
                .collect::<Vec<_>>()
                .join("\n"),
            // `-- ` alone on a line is how mail programs know what to leave out of
            // a reply.
            Bloc::Pied(p) => format!("-- \n{}", ligne(p)),
        });
    }
    let mut sortie = paragraphes.join("\n\n");
    sortie.push('\n');
    sortie
}

fn fait(nom: &str, valeurs: &[String]) -> String {
    match valeurs {
        [seule] => format!("{nom}\u{a0}: {}", ligne(seule)),
        _ => {
            let mut sortie = format!("{nom}\u{a0}:");
            for v in valeurs {
                sortie.push_str("\n  ");
                sortie.push_str(&ligne(v));
            }
            sortie
        }
    }
}

/// The HTML page.
pub(crate) fn html(contenu: &Contenu) -> String {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (ligne(&contenu.titre)) }
            }
            // A long address breaks rather than widen the page of a telephone.
            body style="overflow-wrap:anywhere" {
                h1 { (ligne(&contenu.titre)) }
                @for bloc in &contenu.blocs { (bloc_html(bloc)) }
            }
        }
    }
    .into_string()
}

fn bloc_html(bloc: &Bloc) -> Markup {
    match bloc {
        Bloc::Paragraphe(p) => html! { p { (ligne(p)) } },
        Bloc::Faits(faits) => html! {
            table {
                tbody {
                    @for (nom, valeurs) in faits {
                        tr {
                            th scope="row" align="left" valign="top" { (nom) }
                            td { (lignes_html(valeurs)) }
                        }
                    }
                }
            }
        },
        Bloc::Tableau {
            legende,
            entetes,
            lignes,
        } => html! {
            table border="1" cellpadding="4" {
                caption { (ligne(legende)) }
                thead { tr { @for e in entetes { th scope="col" align="left" { (e) } } } }
                tbody {
                    @for [qui, adresse, etat] in lignes {
                        tr {
                            th scope="row" align="left" { (ligne(qui)) }
                            td { (ligne(adresse)) }
                            td { (ligne(etat)) }
                        }
                    }
                }
            }
        },
        Bloc::Liste { titre, elements } => html! {
            p { (ligne(titre)) }
            ul { @for e in elements { li { (ligne(e)) } } }
        },
        Bloc::Lien { phrase, url } => html! {
            p { (ligne(phrase)) "\u{a0}: " a href=(ligne(url)) { (ligne(url)) } }
        },
        Bloc::Signature(lignes) => html! { p { (lignes_html(lignes)) } },
        Bloc::Pied(p) => html! { hr; p { small { (ligne(p)) } } },
    }
}

fn lignes_html(lignes: &[String]) -> Markup {
    html! {
        @for (i, l) in lignes.iter().enumerate() {
            @if i > 0 { br; }
            (ligne(l))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contenu(texte: &str) -> Contenu {
        Contenu {
            sujet: String::new(),
            titre: texte.to_owned(),
            blocs: vec![
                Bloc::Paragraphe(texte.to_owned()),
                Bloc::Faits(vec![("Lieu", vec![texte.to_owned(), texte.to_owned()])]),
                Bloc::Tableau {
                    legende: "L".to_owned(),
                    entetes: ["a", "b", "c"],
                    lignes: vec![[texte.to_owned(), texte.to_owned(), texte.to_owned()]],
                },
                Bloc::Lien {
                    phrase: texte.to_owned(),
                    url: texte.to_owned(),
                },
                Bloc::Pied(texte.to_owned()),
            ],
        }
    }

    #[test]
    fn rien_ne_devient_du_html() {
        let page = html(&contenu(
            "<script>x</script>\" onmouseover=\"y & <img src=//z>",
        ));
        assert!(!page.contains("<script") && !page.contains("<img"));
        assert!(!page.contains("\" onmouseover"));
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"fr\">"));
    }

    proptest! {
        #[test]
        fn ni_controle_ni_balise(brut in ".*") {
            let c = contenu(&brut);
            let t = texte(&c);
            prop_assert!(!domain::texte::a_caractere_de_controle_hors_lignes(&t));
            let page = html(&c);
            prop_assert!(!domain::texte::a_caractere_de_controle(&page));
            prop_assert_eq!(page.matches('<').count(), html(&contenu("")).matches('<').count());
        }
    }
}
