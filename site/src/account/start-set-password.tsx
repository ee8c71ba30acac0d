import { hydrate } from "preact";
import { SetPassword } from "./set-password.tsx";

const root = document.getElementById("page");
if (root) hydrate(<SetPassword />, root);
