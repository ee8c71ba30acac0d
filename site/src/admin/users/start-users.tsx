import { startPage } from "../../frame/start-page.tsx";
import { Users } from "./users.tsx";

startPage(() => <Users />);
