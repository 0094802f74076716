import { render } from "preact";
import { App } from "./app";
import { start } from "./data/live";
import { listen } from "./router";
import "./style/tokens.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/score.css";

listen();
start();
render(<App />, document.getElementById("app")!);
