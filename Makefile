.PHONY: help run test check reset admin messages bench
help:
	@echo "make run       sert Minwal et sa démonstration sur http://localhost:8000 (PORT=…)"
	@echo "make test      tous les tests"
	@echo "make check     style, couches, types, migrations, traductions"
	@echo "make reset     une démonstration neuve"
	@echo "make admin     le premier administrateur (DEMO=0)"
	@echo "make messages  relever et compiler les traductions"
	@echo "make bench     les mesures : pages, poids, salles"
run:
	@python3 run.py serve
test:
	@python3 run.py test
check:
	@python3 run.py check
reset:
	@python3 run.py reset
admin:
	@python3 run.py admin
messages:
	@python3 run.py messages
bench:
	@python3 run.py bench
