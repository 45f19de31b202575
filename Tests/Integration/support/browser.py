"""Chromium without a window, for the HTML report."""

import json
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
WAIT_SECONDS = 20
OPTIONS = [
    "--headless=new",
    "--no-sandbox",  # It does not start as root with one.
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--force-color-profile=srgb",
]


def is_there() -> bool:
    return bool(CHROMIUM and DRIVER)


class Browser:
    """A browser whose console and requests are kept."""

    def __init__(self, folder: Path, width: int = 1280, height: int = 900, scripts: bool = True):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for option in [*OPTIONS, f"--window-size={width},{height}", f"--user-data-dir={folder / 'chromium'}"]:
            options.add_argument(option)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        service = webdriver.ChromeService(DRIVER, env={"PATH": os.environ["PATH"], "HOME": str(folder)})
        self._console: list[str] = []
        self._requests: dict[str, str] = {}
        self.driver = webdriver.Chrome(options, service)
        self.resize(width, height)

    def resize(self, width: int, height: int):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def command(self, name: str, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def use_theme(self, theme: str):
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def open(self, page: Path):
        self.driver.get(page.as_uri())

    def run(self, script: str, *arguments):
        return self.driver.execute_script(script, *arguments)

    def find(self, selector: str):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector: str) -> list:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait_until(self, condition):
        return WebDriverWait(self.driver, WAIT_SECONDS).until(lambda _: condition())

    @property
    def console(self) -> list[str]:
        """What the page wrote to the console, violations of its policy included."""
        self._console += [entry["message"] for entry in self.driver.get_log("browser")]
        return self._console

    @property
    def requests(self) -> list[str]:
        """The addresses of what the page asked for, itself included, but for what its security policy stopped."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            details = message["params"]
            # The browser's own first page asks for a lot.
            if message["method"] == "Network.requestWillBeSent" and details["documentURL"].startswith("file:"):
                self._requests[details["requestId"]] = details["request"]["url"]
            if message["method"] == "Network.loadingFailed" and details.get("blockedReason") == "csp":
                self._requests.pop(details["requestId"], None)
        return list(self._requests.values())

    def logs(self) -> str:
        return "\n".join(["--- console", *self.console, "--- requests", *self.requests])

    def serious_barriers(self) -> list[str]:
        """What axe finds that keeps people with a disability from using the page."""
        self.driver.execute_script((Path(find_spec("axe_playwright_python").origin).parent / "axe.min.js").read_text())
        found = self.driver.execute_async_script("axe.run().then(arguments[0])")
        return [
            f"{each['id']}: {node['html'][:200]}"
            for each in found["violations"]
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]

    def stop(self):
        self.driver.quit()
