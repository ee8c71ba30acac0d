import { startPage } from "../../frame/start-page.tsx";
import { Audit } from "./audit.tsx";

startPage(() => <Audit />);
