// A real OpenID Connect provider (oidc-provider), in two manners: like a Keycloak (PKCE, answers
// in JSON, `email_verified`) and like ProConnect (signed answers, `acr`, no `email_verified`, no
// PKCE, secret in the body).
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';

export type Maniere = 'keycloak' | 'proconnect';

/** Somebody at the provider. */
export interface Personne {
  sub: string;
  email: string;
  email_verified?: boolean;
}

/** Who the service is there. */
const CLIENT = 'imagin';
const SECRET = 'un-secret-que-le-fournisseur-a-donne';

/** What a level of authentication is called by ProConnect. */
const NIVEAU = 'eidas2';

function cles(): Record<string, unknown>[] {
  const jwk = (alg: string, kid: string, cle: { export(o: { format: 'jwk' }): object }) => ({
    ...cle.export({ format: 'jwk' }),
    alg,
    kid,
    use: 'sig',
  });
  return [
    jwk('RS256', 'rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    jwk('ES256', 'ec', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  ];
}

export class Fournisseur {
  readonly #serveur: Server;
  readonly #maniere: Maniere;
  readonly #personnes = new Map<string, Personne>();
  #repondre: ((requete: IncomingMessage, reponse: ServerResponse) => void) | null = null;

  /** Who is in front of the provider: its `sub`. */
  presente = '';
  /** The person refuses at the provider. */
  refuse = false;
  /** The provider takes the connection and never answers. */
  muet = false;
  /** Level that the provider says it has reached. */
  niveau = NIVEAU;

  private constructor(
    maniere: Maniere,
    /** Its address; by a name, so that it is another site than the service. */
    readonly url: string,
    serveur: Server,
  ) {
    this.#maniere = maniere;
    this.#serveur = serveur;
    serveur.on('request', (requete, reponse) => void this.#traiter(requete, reponse));
  }

  static async demarrer(maniere: Maniere): Promise<Fournisseur> {
    const serveur = createServer().listen(0, '127.0.0.1');
    await once(serveur, 'listening');
    const adresse = serveur.address();
    if (adresse === null || typeof adresse === 'string') throw new Error('aucun port libre');
    return new Fournisseur(maniere, `http://localhost:${adresse.port}`, serveur);
  }

  /** What the service has to be told of it. */
  get reglages(): Record<string, string> {
    const communs = {
      IMAGIN_OIDC_ISSUER: this.url,
      IMAGIN_OIDC_CLIENT_ID: CLIENT,
      IMAGIN_OIDC_CLIENT_SECRET: SECRET,
    };
    return this.#maniere === 'keycloak'
      ? { ...communs, IMAGIN_OIDC_LABEL: 'Keycloak' }
      : {
          ...communs,
          IMAGIN_OIDC_LABEL: 'ProConnect',
          IMAGIN_OIDC_SCOPES: 'openid email given_name usual_name',
          IMAGIN_OIDC_PKCE: 'non',
          IMAGIN_OIDC_ALGORITHMS: 'ES256',
          IMAGIN_OIDC_ACR: `${NIVEAU} eidas3`,
          IMAGIN_OIDC_EMAIL_TRUSTED: '1',
        };
  }

  /** Knows somebody, or knows them otherwise. */
  inscrire(personne: Personne): void {
    this.#personnes.set(personne.sub, personne);
  }

  /** Lets a service in, at its address. */
  ouvrir(service: string): void {
    const signe = this.#maniere === 'proconnect';
    const fournisseur = new Provider(this.url, {
      clients: [
        {
          client_id: CLIENT,
          client_secret: SECRET,
          token_endpoint_auth_method: signe ? 'client_secret_post' : 'client_secret_basic',
          redirect_uris: [`${service}/connexion/openid/retour`],
          post_logout_redirect_uris: [`${service}/deconnexion/openid`],
          id_token_signed_response_alg: signe ? 'ES256' : 'RS256',
          ...(signe ? { userinfo_signed_response_alg: 'ES256' } : {}),
        },
      ],
      clientAuthMethods: signe ? ['client_secret_post'] : ['client_secret_basic'],
      jwks: { keys: cles() },
      cookies: { keys: ['une-cle-d-essai'] },
      acrValues: signe ? [NIVEAU, 'eidas1', 'eidas3'] : [],
      claims: {
        openid: ['sub'],
        acr: null,
        email: signe ? ['email'] : ['email', 'email_verified'],
        given_name: ['given_name'],
        usual_name: ['usual_name'],
      },
      scopes: ['openid', 'email', 'given_name', 'usual_name'],
      pkce: { required: () => !signe },
      ttl: {
        AccessToken: 600,
        AuthorizationCode: 60,
        Grant: 3600,
        IdToken: 600,
        Interaction: 600,
        Session: 3600,
      },
      features: {
        devInteractions: { enabled: false },
        jwtUserinfo: { enabled: signe },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (ctx: { body: string }, formulaire: string) => {
            ctx.body = `<!doctype html><html lang="fr"><head><title>Sortir</title></head><body>${formulaire}<button form="op.logoutForm" name="logout" value="yes">Sortir du fournisseur</button></body></html>`;
          },
        },
      },
      interactions: { url: (_: unknown, i: { uid: string }) => `/interaction/${i.uid}` },
      findAccount: (_: unknown, sub: string) => {
        const personne = this.#personnes.get(sub);
        return personne && { accountId: sub, claims: () => ({ ...personne }) };
      },
    });
    const suite = fournisseur.callback();
    this.#repondre = (requete, reponse) => {
      if (requete.url?.startsWith('/interaction/')) {
        void this.#accueillir(fournisseur, requete, reponse);
      } else {
        suite(requete, reponse);
      }
    };
  }

  async #traiter(requete: IncomingMessage, reponse: ServerResponse): Promise<void> {
    if (this.muet) return;
    if (this.#repondre) this.#repondre(requete, reponse);
    else reponse.writeHead(503).end();
  }

  /** Somebody comes: nothing is asked of them but what the test says. */
  async #accueillir(
    fournisseur: Provider,
    requete: IncomingMessage,
    reponse: ServerResponse,
  ): Promise<void> {
    const { prompt, params, session } = await fournisseur.interactionDetails(requete, reponse);
    let resultat: Record<string, unknown>;
    if (this.refuse) {
      resultat = { error: 'access_denied', error_description: 'refus' };
    } else if (prompt.name === 'login') {
      resultat = { login: { accountId: this.presente, acr: this.niveau } };
    } else {
      const grant = new fournisseur.Grant({
        accountId: session?.accountId ?? this.presente,
        clientId: String(params['client_id']),
      });
      grant.addOIDCScope('openid email given_name usual_name');
      resultat = { consent: { grantId: await grant.save() } };
    }
    await fournisseur.interactionFinished(requete, reponse, resultat, {
      mergeWithLastSubmission: false,
    });
  }

  async arreter(): Promise<void> {
    this.#serveur.closeAllConnections();
    this.#serveur.close();
    await once(this.#serveur, 'close');
  }
}
