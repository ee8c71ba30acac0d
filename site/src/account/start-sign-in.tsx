import { hydrate } from "preact";
import { SignIn } from "./sign-in.tsx";

const root = document.getElementById("page");
if (root) hydrate(<SignIn />, root);
