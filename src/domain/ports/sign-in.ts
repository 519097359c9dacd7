/** Signing in on GitHub, to find out who sits at the browser. */
export interface SignIn {
  /** Where the person signs in. They come back to `redirectUri` with a code and the state. */
  address(attempt: SignInAttempt & { readonly state: string }): string;
  /**
   * Who has signed in. Keeps no token. Rejects with a TerminalError when GitHub does not know the App's client, and with
   * an error that is worth another try when GitHub does not answer.
   */
  whoIs(attempt: SignInAttempt & { readonly code: string }): Promise<SignedIn>;
}

export interface SignInAttempt {
  readonly redirectUri: string;
  /** PKCE (RFC 7636): only who knows it can use the code. */
  readonly verifier: string;
}

export type SignedIn =
  | { readonly kind: "person"; readonly login: string; readonly id: number }
  /** The code is wrong, too old or was used. */
  | { readonly kind: "refused" };
