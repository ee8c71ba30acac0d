import { SignedInPage } from "../../frame/signed-in-page.tsx";
import { ApiTokens } from "./api-tokens.tsx";
import { EnrolmentTokens } from "./enrolment-tokens.tsx";

export function Tokens() {
  return (
    <SignedInPage
      here="tokens"
      heading="Tokens"
      lead="What lets new nodes and other programs in. Each is shown once; the hub keeps only its hash."
      needs="ADMIN"
    >
      {() => (
        <>
          <EnrolmentTokens />
          <ApiTokens />
        </>
      )}
    </SignedInPage>
  );
}
