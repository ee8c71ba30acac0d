import { startPage } from "../frame/start-page.tsx";
import { Settings } from "./settings.tsx";

startPage(() => <Settings />);
