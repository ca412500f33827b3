//! Convocations and signatures.

pub mod convocation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "convocation")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub mission_id: i64,
        pub intervenant_id: i64,
        pub qualite: Option<String>,
        pub salle: String,
        pub commission: String,
        pub observation: String,
        pub autorite: String,
        pub auteur_id: i64,
        pub version: i32,
        pub cree_le: i64,
        pub modifie_le: i64,
        pub imprimee_le: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod convocation_creneau {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "convocation_creneau")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub convocation_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub jour: Date,
        pub debut: Time,
        pub fin: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod signature {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signature")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub etablissement_id: i64,
        pub signataire: String,
        pub civilite: String,
        pub nom: String,
        pub prenom: String,
        pub qualite: String,
        pub image_png: Vec<u8>,
        pub valide_du: Option<Date>,
        pub valide_au: Option<Date>,
        pub cree_le: i64,
        pub delegation: bool,
        pub auteur_id: Option<i64>,
        pub retiree_le: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
