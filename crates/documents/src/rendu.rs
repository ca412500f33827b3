//! A laid out document as a PDF: printpdf writes the pages, then the document it built is
//! completed with what printpdf does not write: the shared font programs, the logical
//! structure, the language, the images.

use crate::erreurs::ErreurDocument;
use crate::plume::{Composition, Couleur, Enfant, Noeud, PUR, Trace};
use crate::polices::{Graisse, Polices};
use crate::signature::ImagePrete;
use domain::NaiveDate;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, StringFormat};
use printpdf::{
    Color, DictItem, FontId, OffsetDateTime, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle,
    PdfPage, PdfParseErrorSeverity, PdfSaveOptions, Pt, Rect, Rgb, TextItem, TextMatrix, XObjectId,
    XObjectTransform,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write;

/// Name of the image among the page's resources.
const IMAGE: &str = "Signature";
/// Name of the logo among the page's resources.
const LOGO: &str = "Logo";
/// Name of the QR code among the page's resources.
const QR: &str = "Code";

/// What a document says of itself: window title, author, language, day.
pub(crate) struct Notice<'a> {
    /// BCP 47 tag.
    pub(crate) langue: &'a str,
    pub(crate) titre: &'a str,
    pub(crate) auteur: &'a str,
    pub(crate) sujet: &'a str,
    /// The document's own day: no clock, and the same bytes every time.
    pub(crate) jour: NaiveDate,
}

/// A document as a PDF: tagged, its fonts embedded. The same document always gives the
/// same bytes.
pub(crate) fn pdf(
    composition: &Composition,
    notice: &Notice<'_>,
    polices: &Polices,
    image: Option<&ImagePrete>,
) -> Result<Vec<u8>, ErreurDocument> {
    pdf_illustre(composition, notice, polices, image, None)
}

/// As [`pdf`], with a logo.
pub(crate) fn pdf_illustre(
    composition: &Composition,
    notice: &Notice<'_>,
    polices: &Polices,
    image: Option<&ImagePrete>,
    logo: Option<&ImagePrete>,
) -> Result<Vec<u8>, ErreurDocument> {
    let mut pdf = PdfDocument::new(notice.titre);
    decrire(&mut pdf, notice);
    let utilises = caracteres(composition);
    for g in Graisse::TOUTES {
        if let Some(c) = utilises.get(&g) {
            let police = polices.police(g).pour(c, g.nom());
            let id = FontId(g.ressource().to_owned());
            pdf.resources.fonts.map.insert(id, PdfFont::new(police));
        }
    }
    pdf.pages = composition
        .pages
        .iter()
        .map(|p| {
            PdfPage::new(
                Pt(composition.format.largeur).into(),
                Pt(composition.format.hauteur).into(),
                operations(&p.traces, composition.format.hauteur),
            )
        })
        .collect();

    let mut avertissements = Vec::new();
    let mut document = pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut avertissements);
    if let Some(a) = avertissements
        .iter()
        .find(|a| a.severity == PdfParseErrorSeverity::Error)
    {
        return Err(ErreurDocument::Rendu(a.msg.clone()));
    }
    completer(&mut document, notice, composition, polices, [image, logo])
        .map_err(|e| ErreurDocument::Rendu(e.to_string()))?;
    let mut octets = Vec::with_capacity(64 * 1024);
    // The many small objects of the structure, packed and compressed together.
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(1_000)
        .compression_level(6)
        .build();
    document
        .save_with_options(&mut octets, options)
        .map_err(|e| ErreurDocument::Rendu(e.to_string()))?;
    Ok(octets)
}

fn decrire(pdf: &mut PdfDocument, notice: &Notice<'_>) {
    let info = &mut pdf.metadata.info;
    notice.auteur.clone_into(&mut info.author);
    notice.sujet.clone_into(&mut info.subject);
    info.creator = "Imagin".to_owned();
    info.producer = "Imagin, printpdf".to_owned();
    let secondes = notice
        .jour
        .signed_duration_since(NaiveDate::default())
        .num_seconds();
    if let Ok(date) = OffsetDateTime::from_unix_timestamp(secondes) {
        info.creation_date = date;
        info.modification_date = date;
        info.metadata_date = date;
    }
}

fn caracteres(composition: &Composition) -> BTreeMap<Graisse, BTreeSet<char>> {
    let mut utilises: BTreeMap<Graisse, BTreeSet<char>> = BTreeMap::new();
    for trace in composition.pages.iter().flat_map(|p| &p.traces) {
        if let Trace::Texte { graisse, texte, .. } = trace {
            utilises.entry(*graisse).or_default().extend(texte.chars());
        }
    }
    utilises
}

/// Hundredths of a point are finer than any printer, and shorter to write.
fn arrondi(v: f32) -> f32 {
    (v * 100.0).round() / 100.0
}

fn pt(v: f32) -> Pt {
    Pt(arrondi(v))
}

fn couleur([r, g, b]: Couleur) -> Op {
    Op::SetFillColor {
        col: Color::Rgb(Rgb {
            r,
            g,
            b,
            icc_profile: None,
        }),
    }
}

/// Traces as PDF operations: the origin goes from the top left to the bottom left
/// corner; colour and font are set only when they change.
fn operations(traces: &[Trace], haut: f32) -> Vec<Op> {
    let mut ops = Vec::with_capacity(traces.len() * 4);
    let mut encre: Option<Couleur> = None;
    let mut police: Option<(Graisse, f32)> = None;
    for trace in traces {
        match trace {
            Trace::Texte {
                x,
                y,
                graisse,
                corps,
                couleur: c,
                texte,
            } => {
                if encre.replace(*c) != Some(*c) {
                    ops.push(couleur(*c));
                }
                ops.push(Op::StartTextSection);
                if police.replace((*graisse, *corps)) != Some((*graisse, *corps)) {
                    ops.push(Op::SetFont {
                        font: PdfFontHandle::External(FontId(graisse.ressource().to_owned())),
                        size: Pt(*corps),
                    });
                }
                ops.push(Op::SetTextMatrix {
                    matrix: TextMatrix::Translate(pt(*x), pt(haut - y)),
                });
                ops.push(Op::ShowText {
                    items: vec![TextItem::Text(texte.clone())],
                });
                ops.push(Op::EndTextSection);
            }
            Trace::Aplat {
                x,
                y,
                largeur,
                hauteur,
                couleur: c,
            } => {
                if encre.replace(*c) != Some(*c) {
                    ops.push(couleur(*c));
                }
                ops.push(Op::DrawRectangle {
                    rectangle: Rect {
                        x: pt(*x),
                        y: pt(haut - y - hauteur),
                        width: pt(*largeur),
                        height: pt(*hauteur),
                        mode: Some(PaintMode::Fill),
                        winding_order: None,
                    },
                });
            }
            Trace::Qr {
                x,
                y,
                cote,
                modules,
                ..
            } => {
                // From modules, downwards, to points.
                let module = cote / (*modules).max(1) as f32;
                if encre.replace(PUR) != Some(PUR) {
                    ops.push(couleur(PUR));
                }
                ops.push(Op::UseXobject {
                    id: XObjectId(QR.to_owned()),
                    transform: place(*x, haut - y, module, -module),
                });
            }
            Trace::Image {
                x,
                y,
                largeur,
                hauteur,
            } => ops.push(Op::UseXobject {
                id: XObjectId(IMAGE.to_owned()),
                transform: place(*x, haut - y - hauteur, *largeur, *hauteur),
            }),
            Trace::Logo {
                x,
                y,
                largeur,
                hauteur,
            } => ops.push(Op::UseXobject {
                id: XObjectId(LOGO.to_owned()),
                transform: place(*x, haut - y - hauteur, *largeur, *hauteur),
            }),
            Trace::Debut { role, marque } => ops.push(Op::BeginMarkedContentWithProperties {
                tag: (*role).to_owned(),
                properties: DictItem::Dict {
                    map: BTreeMap::from([("MCID".to_owned(), DictItem::Int(*marque as i64))]),
                },
            }),
            Trace::Artefact => ops.push(Op::BeginMarkedContent {
                tag: "Artifact".to_owned(),
            }),
            Trace::Fin => ops.push(Op::EndMarkedContent),
        }
    }
    ops
}

/// Where a unit square goes, from its lower left corner (upper, for a negative height).
fn place(x: f32, y: f32, largeur: f32, hauteur: f32) -> XObjectTransform {
    XObjectTransform {
        translate_x: Some(pt(x)),
        translate_y: Some(pt(y)),
        scale_x: Some(arrondi(largeur)),
        scale_y: Some(arrondi(hauteur)),
        dpi: Some(72.0),
        no_auto_scale: true,
        ..XObjectTransform::default()
    }
}

// --- What printpdf does not write ----------------------------------------------

fn nom(n: &str) -> Object {
    Object::Name(n.as_bytes().to_vec())
}

/// A text string: UTF-16 with its mark (ISO 32000-1, 7.9.2.2).
fn chaine(texte: &str) -> Object {
    let mut octets = vec![0xfe, 0xff];
    octets.extend(texte.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(octets, StringFormat::Hexadecimal)
}

fn completer(
    document: &mut Document,
    notice: &Notice<'_>,
    composition: &Composition,
    polices: &Polices,
    images: [Option<&ImagePrete>; 2],
) -> lopdf::Result<()> {
    // 1.7: the first version whose whole text is an ISO standard (32000-1).
    "1.7".clone_into(&mut document.version);
    identifier(document, notice, images);
    poser_programmes(document, polices)?;
    let pages: Vec<ObjectId> = document.page_iter().collect();
    poser_images(document, composition, &pages, images)?;
    let structure = poser_structure(document, composition, &pages)?;

    let catalogue = document.catalog_mut()?;
    catalogue.set("Lang", Object::string_literal(notice.langue));
    catalogue.set(
        "MarkInfo",
        Dictionary::from_iter([("Marked", Object::Boolean(true))]),
    );
    catalogue.set("StructTreeRoot", Object::Reference(structure));
    catalogue.set(
        "ViewerPreferences",
        Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(true))]),
    );
    // printpdf announces a PDF/X that this is not.
    let info = document.trailer.get(b"Info")?.as_reference()?;
    let info = document.get_dictionary_mut(info)?;
    for cle in [
        &b"GTS_PDFXVersion"[..],
        b"Trapped",
        b"Identifier",
        b"Keywords",
    ] {
        info.remove(cle);
    }

    for objet in document.objects.values_mut() {
        if let Object::Stream(flux) = objet
            && !flux.dict.has(b"Filter")
        {
            comprimer(flux)?;
        }
    }
    Ok(())
}

/// Level 6: twice as quick as lopdf's own `compress`, for some 50 bytes a page.
fn comprimer(flux: &mut Stream) -> lopdf::Result<()> {
    let mut sortie = ZlibEncoder::new(Vec::new(), Compression::new(6));
    sortie.write_all(&flux.content)?;
    let comprime = sortie.finish()?;
    flux.dict.set("Filter", nom("FlateDecode"));
    flux.set_content(comprime);
    Ok(())
}

/// Puts the shared, already compressed font programs where printpdf wrote the empty
/// ones of [`crate::polices::Police::pour`].
fn poser_programmes(document: &mut Document, polices: &Polices) -> lopdf::Result<()> {
    let mut places: Vec<(ObjectId, Graisse)> = Vec::with_capacity(2);
    for objet in document.objects.values() {
        let Object::Dictionary(d) = objet else {
            continue;
        };
        if !d.has_type(b"FontDescriptor") {
            continue;
        }
        let police = d.get(b"FontName")?.as_name()?;
        let programme = d.get(b"FontFile2")?.as_reference()?;
        places.extend(
            Graisse::TOUTES
                .into_iter()
                .filter(|g| g.nom().as_bytes() == police)
                .map(|g| (programme, g)),
        );
    }
    for (place, graisse) in places {
        let programme = polices.police(graisse).programme.clone();
        document.set_object(place, programme);
    }
    Ok(())
}

/// The images that each page draws, among its resources.
fn poser_images(
    document: &mut Document,
    composition: &Composition,
    pages: &[ObjectId],
    images: [Option<&ImagePrete>; 2],
) -> lopdf::Result<()> {
    let [image, logo] = images.map(|i| i.map(|i| document.add_object(i.flux.clone())));
    for (page, place) in composition.pages.iter().zip(pages) {
        let mut ressources = Dictionary::new();
        if let Some(image) = image {
            ressources.set(IMAGE, Object::Reference(image));
        }
        for trace in &page.traces {
            if let (Trace::Logo { .. }, Some(logo)) = (trace, logo) {
                ressources.set(LOGO, Object::Reference(logo));
            }
            if let Trace::Qr {
                modules, traits, ..
            } = trace
            {
                let code = document.add_object(dessin(*modules, traits));
                ressources.set(QR, Object::Reference(code));
            }
        }
        if ressources.is_empty() {
            continue;
        }
        let place = document
            .get_dictionary(*place)?
            .get(b"Resources")?
            .as_reference()?;
        document
            .get_dictionary_mut(place)?
            .set("XObject", ressources);
    }
    Ok(())
}

/// A QR code as a form (ISO 32000-1, 8.10): its dark runs as rectangles, in modules and
/// downwards, because whole numbers weigh little. Written here
/// at once: as operations of printpdf, its four hundred rectangles cost as much as all the
/// rest of a letter.
fn dessin(modules: usize, traits: &[(usize, usize, usize)]) -> Stream {
    let mut texte = String::with_capacity(traits.len() * 14 + 8);
    for (colonne, ligne, longueur) in traits {
        // Writing to a string cannot fail.
        let _ = writeln!(texte, "{colonne} {ligne} {longueur} 1 re");
    }
    texte.push('f');
    let cote = modules as i64;
    Stream::new(
        Dictionary::from_iter([
            ("Type", nom("XObject")),
            ("Subtype", nom("Form")),
            (
                "BBox",
                Object::Array([0, 0, cote, cote].map(Object::Integer).to_vec()),
            ),
            ("Resources", Object::Dictionary(Dictionary::new())),
        ]),
        texte.into_bytes(),
    )
}

/// The logical structure: what a screen reader follows (ISO 32000-1, 14.7 and 14.8).
fn poser_structure(
    document: &mut Document,
    composition: &Composition,
    pages: &[ObjectId],
) -> lopdf::Result<ObjectId> {
    let racine = document.new_object_id();
    let ids: Vec<ObjectId> = composition
        .noeuds
        .iter()
        .map(|_| document.new_object_id())
        .collect();
    let id = |n: usize| ids.get(n).copied().unwrap_or(racine);
    let page = |p: usize| pages.get(p).copied().unwrap_or(racine);

    for (n, noeud) in composition.noeuds.iter().enumerate() {
        let objet = objet_structure(noeud, noeud.parent.map_or(racine, id), &id, &page);
        document.set_object(id(n), objet);
    }
    // From each marked content of each page back to its node.
    let mut retours = Vec::with_capacity(pages.len() * 2);
    for (i, (p, place)) in composition.pages.iter().zip(pages).enumerate() {
        let noeuds = p.marques.iter().map(|n| Object::Reference(id(*n)));
        retours.push(Object::Integer(i as i64));
        retours.push(Object::Array(noeuds.collect()));
        let dictionnaire = document.get_dictionary_mut(*place)?;
        dictionnaire.set("StructParents", Object::Integer(i as i64));
        dictionnaire.set("Tabs", nom("S"));
        dictionnaire.remove(b"Annots");
    }
    let retours = document.add_object(Dictionary::from_iter([("Nums", Object::Array(retours))]));
    document.set_object(
        racine,
        Dictionary::from_iter([
            ("Type", nom("StructTreeRoot")),
            ("K", Object::Reference(id(0))),
            ("ParentTree", Object::Reference(retours)),
            (
                "ParentTreeNextKey",
                Object::Integer(composition.pages.len() as i64),
            ),
        ]),
    );
    Ok(racine)
}

fn objet_structure(
    noeud: &Noeud,
    parent: ObjectId,
    id: &impl Fn(usize) -> ObjectId,
    page: &impl Fn(usize) -> ObjectId,
) -> Dictionary {
    let mut d = Dictionary::from_iter([("S", nom(noeud.role)), ("P", Object::Reference(parent))]);
    let ici = noeud.enfants.iter().find_map(|e| match e {
        Enfant::Marque { page, .. } => Some(*page),
        Enfant::Noeud(_) => None,
    });
    if let Some(p) = ici {
        d.set("Pg", Object::Reference(page(p)));
    }
    let mut enfants: Vec<Object> = noeud
        .enfants
        .iter()
        .map(|e| match e {
            Enfant::Noeud(n) => Object::Reference(id(*n)),
            Enfant::Marque { page: p, marque } if Some(*p) == ici => {
                Object::Integer(*marque as i64)
            }
            Enfant::Marque { page: p, marque } => Object::Dictionary(Dictionary::from_iter([
                ("Type", nom("MCR")),
                ("Pg", Object::Reference(page(*p))),
                ("MCID", Object::Integer(*marque as i64)),
            ])),
        })
        .collect();
    match enfants.len() {
        0 => {}
        1 => d.set("K", enfants.swap_remove(0)),
        _ => d.set("K", Object::Array(enfants)),
    }
    if let Some(texte) = &noeud.alternatif {
        d.set("Alt", chaine(texte));
    }
    if let Some(portee) = noeud.portee {
        d.set(
            "A",
            Dictionary::from_iter([("O", nom("Table")), ("Scope", nom(portee))]),
        );
    }
    d
}

/// An identifier drawn from what the document says, in place of printpdf's counter.
fn identifier(document: &mut Document, notice: &Notice<'_>, images: [Option<&ImagePrete>; 2]) {
    let mut empreinte = Sha256::new();
    empreinte.update(notice.titre.as_bytes());
    for objet in document.objects.values() {
        if let Object::Stream(flux) = objet {
            empreinte.update(&flux.content);
        }
    }
    for image in images.into_iter().flatten() {
        empreinte.update(&image.flux.content);
    }
    let empreinte = empreinte.finalize();
    let id = Object::String(
        empreinte.iter().take(16).copied().collect(),
        StringFormat::Hexadecimal,
    );
    document
        .trailer
        .set("ID", Object::Array(vec![id.clone(), id]));
}
