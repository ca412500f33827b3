//! Disciplines, intervenants and the words of their names.

pub mod discipline {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "discipline")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub code: String,
        pub libelle: String,
        pub libelle_normalise: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod intervenant {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "intervenant")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub academie_id: i64,
        pub matricule: String,
        pub civilite: String,
        pub nom: String,
        pub prenom: String,
        pub cle_tri: String,
        pub etablissement_id: Option<i64>,
        pub discipline_id: Option<i64>,
        pub mel_professionnel: String,
        pub mel_personnel: String,
        pub adresse: String,
        pub code_postal: String,
        pub commune: String,
        pub actif: bool,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod intervenant_mot {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "intervenant_mot")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub academie_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub rang: i16,
        #[sea_orm(primary_key, auto_increment = false)]
        pub mot: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub autre: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cle_tri: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub intervenant_id: i64,
        /// Letters that an earlier word of the person begins with too.
        pub deja: i16,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod indisponibilite {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "indisponibilite")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub intervenant_id: i64,
        pub du: Date,
        pub au: Date,
        pub partie: String,
        pub jour_semaine: Option<i32>,
        pub motif: String,
        pub commentaire: String,
        pub auteur_id: Option<i64>,
        pub cree_le: i64,
        pub debut_midi: i32,
        pub fin_midi: i32,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
