# Everything works through one file that needs nothing but Python: medskapa/launch.py
PYTHON ?= python3

.PHONY: run test check demo-reset check-production messages lock
run:              ## set up all and serve the demo town
	@$(PYTHON) -m medskapa.launch run
test:             ## set up all and run every test
	@$(PYTHON) -m medskapa.launch test
check:            ## lint, types and import rules
	@$(PYTHON) -m medskapa.launch check
demo-reset:       ## begin again with a fresh demo town (asks first)
	@$(PYTHON) -m medskapa.launch demo-reset
check-production: ## Django's deployment checks with the production settings
	@$(PYTHON) -m medskapa.launch check-production
messages:         ## gather the texts to translate
	@$(PYTHON) -m medskapa.launch messages
lock:             ## renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-emit-index-url \
	  --python-version 3.11 --universal -q -o requirements.lock
