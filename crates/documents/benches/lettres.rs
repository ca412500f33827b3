//! Letters per second on one core, and what a letter weighs.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../tests/commun/mod.rs"]
mod commun;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use documents::Polices;
use std::convert::Infallible;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Letters per second on one core, at least.
const OBJECTIF: f64 = 300.0;

/// The table: letters per second and weight, medians of a few passes of a second.
fn resume(_: &mut Criterion) {
    let polices = Polices::charger().unwrap();
    println!("lettre           |  octets | par seconde, un cœur");
    let mut ordinaire = 0.0;
    for (nom, lettre) in modeles() {
        let octets = documents::lettre::pdf(&lettre, &polices).unwrap().len();
        let mut debits: Vec<f64> = (0..5)
            .map(|_| {
                let (debut, mut faites) = (Instant::now(), 0u32);
                while debut.elapsed() < Duration::from_secs(1) {
                    black_box(documents::lettre::pdf(black_box(&lettre), &polices).unwrap());
                    faites += 1;
                }
                f64::from(faites) / debut.elapsed().as_secs_f64()
            })
            .collect();
        debits.sort_by(f64::total_cmp);
        println!("{nom:<16} | {octets:>7} | {:>20.0}", debits[2]);
        if nom == "ordinaire" {
            ordinaire = debits[2];
        }
    }
    let verdict = if ordinaire >= OBJECTIF {
        "tenu"
    } else {
        "MANQUÉ"
    };
    println!("objectif : {OBJECTIF} lettres ordinaires par seconde : {verdict}");
}

fn modeles() -> [(&'static str, domain::Lettre); 4] {
    [
        ("ordinaire", commun::lettre()),
        ("sans-signature", commun::sans_signature()),
        ("huit-jours", commun::avec_jours(8)),
        ("soixante-jours", commun::avec_jours(60)),
    ]
}

fn lettres(c: &mut Criterion) {
    let polices = Polices::charger().unwrap();
    let mut groupe = c.benchmark_group("lettre");
    for (nom, lettre) in modeles() {
        groupe.throughput(Throughput::Elements(1));
        groupe.bench_function(nom, |b| {
            b.iter(|| documents::lettre::pdf(black_box(&lettre), &polices).unwrap());
        });
    }
    groupe.finish();
}

fn archive(c: &mut Criterion) {
    let polices = Polices::charger().unwrap();
    let modele = commun::lettre();
    let mut groupe = c.benchmark_group("archive");
    groupe.sample_size(10);
    for nombre in [10i64, 200] {
        groupe.throughput(Throughput::Elements(nombre as u64));
        groupe.bench_function(format!("{nombre}-lettres"), |b| {
            b.iter(|| {
                let lettres = (0..nombre).map(|i| {
                    let mut l = modele.clone();
                    l.convocation = domain::ConvocationId(i);
                    Ok::<_, Infallible>(l)
                });
                documents::archive::ecrire_archive(lettres, &polices, std::io::sink()).unwrap()
            });
        });
    }
    groupe.finish();
}

fn preparation(c: &mut Criterion) {
    c.bench_function("polices", |b| b.iter(|| Polices::charger().unwrap()));
    c.bench_function("signature", |b| {
        b.iter(|| documents::signature::image_de_demonstration(black_box("Claire MARTIN")));
    });
}

criterion_group!(bancs, resume, lettres, archive, preparation);
criterion_main!(bancs);
