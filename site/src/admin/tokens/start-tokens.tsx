import { startPage } from "../../frame/start-page.tsx";
import { Tokens } from "./tokens.tsx";

startPage(() => <Tokens />);
