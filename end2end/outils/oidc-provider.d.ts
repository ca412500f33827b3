// What the journeys use of oidc-provider, which has no types of its own.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Interaction {
    prompt: { name: string; details: Record<string, unknown> };
    params: Record<string, unknown>;
    session?: { accountId?: string };
  }

  class Grant {
    constructor(de: { accountId: string; clientId: string });
    addOIDCScope(portees: string): void;
    save(): Promise<string>;
  }

  export default class Provider {
    constructor(emetteur: string, reglages: Record<string, unknown>);
    readonly Grant: typeof Grant;
    callback(): (requete: IncomingMessage, reponse: ServerResponse) => void;
    interactionDetails(requete: IncomingMessage, reponse: ServerResponse): Promise<Interaction>;
    interactionFinished(
      requete: IncomingMessage,
      reponse: ServerResponse,
      resultat: Record<string, unknown>,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<void>;
  }
}
