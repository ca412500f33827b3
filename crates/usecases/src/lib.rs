//! Actions: each asks for the right, loads, lets `domain` decide, and writes with
//! its consequences (outbox, audit trail, message) in one transaction.
//!
//! Every function takes the [`Services`] and the [`domain::Acteur`]; none trusts
//! its caller to have checked anything. What is not for the actor does not exist
//! for them: [`domain::Erreur::Introuvable`].

pub mod abonnements;
pub mod accueil;
pub mod accuses;
pub mod administration;
pub mod adresses;
pub mod annulation;
pub mod audit;
mod avertissements;
pub mod centres;
mod codes;
pub mod coller;
pub mod competences;
pub mod comptes;
pub mod comptes_ouverture;
pub mod conflits;
pub mod connexion;
pub mod conservation;
pub mod consultation;
pub mod controle;
pub mod convocations;
pub mod coordonnees;
pub mod copies;
pub mod courriels_service;
pub mod couverture;
pub mod demandes;
pub mod demonstration;
pub mod doctor;
pub mod doublons;
pub mod envois;
pub mod espace;
pub mod historique;
pub mod importer;
pub mod imports;
pub mod indisponibilites;
pub mod intervenants;
pub mod invitations;
pub mod journal;
pub mod lettres;
pub mod livraison;
pub mod lots;
pub mod messages;
pub mod missions;
pub mod openid;
pub mod ouvertures;
pub mod parametres;
pub mod personnels;
pub mod preferences;
pub mod rappels;
pub mod remplacements;
pub mod repertoire;
pub mod retours;
mod rondes;
pub mod santorin;
pub mod sceaux;
pub mod second_facteur;
pub mod service_fait;
mod services;
pub mod sessions;
pub mod signatures;
pub mod suivi;
pub mod suivies;
pub mod tableur;
pub mod verification;

pub use documents::contenu;
pub use services::{
    Alea, AleaSysteme, ComptesDemonstration, Demonstration, Horloge, HorlogeSysteme, Limites,
    Reglages, Services, empreinte, erreur_store, interne,
};
